/// Daemons that are known to write to the root file system while they run, and where.
enum KnownDaemon {
    /// Places by the last name of the program; those that are not in an image do not count for it.
    static let places: [String: [String]] = [
        "apache2": apache, "apache2-foreground": apache, "apache2ctl": apache, "apachectl": apache,
        "caddy": ["/data/caddy", "/config/caddy"], "catalina.sh": tomcat, "cron": ["/var/spool/cron"],
        "crond": ["/var/spool/cron"],
        "elasticsearch": ["/usr/share/elasticsearch/data", "/usr/share/elasticsearch/logs"],
        "exim": exim, "exim4": exim, "grafana-server": ["/var/lib/grafana"], "httpd": apache,
        "httpd-foreground": apache, "influxd": ["/var/lib/influxdb"], "mariadbd": mysql,
        "mongod": ["/data/db", "/var/lib/mongodb"], "mysqld": mysql, "mysqld_safe": mysql, "nginx": nginx,
        "openresty": nginx, "postfix": ["/var/spool/postfix", "/var/lib/postfix"], "postgres": ["/var/lib/postgresql"],
        "prometheus": ["/prometheus"], "rabbitmq-server": ["/var/lib/rabbitmq", "/var/log/rabbitmq"],
        "redis-server": ["/data", "/var/lib/redis"], "rsyslogd": ["/var/log", "/var/spool/rsyslog"],
        "squid": ["/var/spool/squid", "/var/log/squid"], "supervisord": ["/var/log/supervisor"],
        "valkey-server": ["/data", "/var/lib/valkey"], "varnishd": ["/var/lib/varnish"],
    ]

    private static let nginx = ["/var/cache/nginx", "/var/lib/nginx", "/var/log/nginx"]
    private static let apache = ["/var/log/apache2", "/var/cache/apache2", "/usr/local/apache2/logs"]
    private static let mysql = ["/var/lib/mysql"]
    private static let exim = ["/var/spool/exim4", "/var/log/exim4"]
    private static let tomcat = ["/usr/local/tomcat/logs", "/usr/local/tomcat/temp", "/usr/local/tomcat/work"]
}
