import Analysis
import ImageModel
import Layers
import Testing

struct ReadOnlyRootTests {
    private func judge(
        _ entries: [SampleImage.Entry] = [], entrypoint: [String]? = nil, cmd: [String]? = nil, volumes: [String] = []
    ) throws -> ReadOnlyRoot {
        var config = ContainerConfig()
        (config.entrypoint, config.cmd, config.volumes) = (entrypoint, cmd, volumes)
        return ImageFindings(try SampleImage.inspect([entries], config: config)).readOnlyRoot
    }

    @Test("an image whose program is not known to write starts on a read-only root")
    func plain() throws {
        #expect(try judge(entrypoint: ["/app/server"]).starts)
        #expect(try judge(cmd: ["python3", "-m", "http.server"]).reasons == [])
        #expect(try judge().starts)
    }

    private let nginx = [SampleImage.directory("var/cache/nginx"), SampleImage.directory("var/log/nginx")]

    @Test(
        "a known daemon is found however it is started, with what would help",
        arguments: [
            ["nginx", "-g", "daemon off;"], ["/usr/sbin/nginx"], ["/bin/sh", "-c", "nginx -g 'daemon off;'"],
            ["/bin/sh", "-c", "cd /srv && exec env A=b nginx"], ["tini", "--", "nginx"], ["gosu", "app", "nginx"],
            ["/docker-entrypoint.sh", "nginx"], ["bash", "-ec", "echo hello; A=b nginx"],
        ])
    func daemons(command: [String]) throws {
        let links = [SampleImage.link("var/log/nginx/error.log", to: "/dev/stderr")]
        let root = try judge(nginx + links, entrypoint: command)
        #expect(!root.starts && root.reasons == ["nginx writes to /var/cache/nginx: mount a tmpfs or volume there"])
        #expect(try judge(nginx, cmd: command).reasons.count == 2)
        #expect(try judge(nginx, cmd: command, volumes: ["/var/cache/nginx/", "/var/log"]).starts)
        #expect(try judge([], cmd: command).starts)
    }

    @Test(
        "a start script that writes outside of volumes and of what is writable anyway is a reason",
        arguments: [
            ("echo x > /etc/app.conf", "/etc/app.conf (echo)"),
            ("cat >> /etc/app.conf <<EOF\nx\nEOF", "/etc/app.conf (cat)"),
            ("mkdir -p /srv/data", "/srv/data (mkdir)"), ("if true; then touch '/srv/x y'; fi", "/srv/x y (touch)"),
            ("chown -R app:app /srv", "/srv (chown)"), ("chmod 600 /srv/key", "/srv/key (chmod)"),
            ("sed -i \"s/a/b/\" /etc/app.conf", "/etc/app.conf (sed)"), ("ln -sf a /etc/b", "/etc/b (ln)"),
            ("env | tee /etc/environment", "/etc/environment (tee)"), ("run 2> /srv/log", "/srv/log (run)"),
            ("cp /a /etc/b && exit", "/etc/b (cp)"), ("{ date; } >/srv/date", "/srv/date (a redirection)"),
        ])
    func scripts(text: String, write: String) throws {
        let script = SampleImage.file(
            "entry.sh", "#!/bin/sh\n# a comment: > /nowhere\n\(text)\nexec \"$@\"\n", mode: 0o755)
        let reason = "/entry.sh writes to \(write): mount a tmpfs or volume there"
        #expect(try judge([script], entrypoint: ["/entry.sh"], cmd: ["app"]).reasons == [reason])
        #expect(try judge([script], cmd: ["sh", "/entry.sh"]).reasons == [reason])
        #expect(try judge([script], entrypoint: ["/entry.sh"], volumes: ["/srv", "/etc"]).starts)
    }

    @Test(
        "a script that writes nowhere, to places that are writable, or where only a variable knows is none",
        arguments: [
            "exec \"$@\"", "echo x >/dev/null 2>&1", "mkdir -p /run/app /tmp/x", "touch /var/run/app.pid",
            "mkdir \"$DATA\"",
            "echo '> /etc/x' \"> /etc/y\"", "echo x >&2", "test -f /etc/x && grep y /etc/x", "sed -n 's/a/b/p' /etc/x",
            "cat < /etc/x", "cp /etc/x", "sed -i /pattern/d",
        ])
    func harmless(text: String) throws {
        let script = SampleImage.file("usr/local/bin/docker-entrypoint.sh", "#!/bin/sh\nset -e\n\(text)\n", mode: 0o755)
        #expect(try judge([script], entrypoint: ["docker-entrypoint.sh"]).reasons == [])
    }

    @Test("a script that is found along PATH is read, a binary is not, and no text does harm")
    func found() throws {
        let path = "usr/local/bin/docker-entrypoint.sh"
        let script = SampleImage.file(path, "mkdir /srv/x", mode: 0o755)
        #expect(try judge([script], entrypoint: ["docker-entrypoint.sh"]).reasons.count == 1)
        #expect(try judge([SampleImage.file(path, "mkdir /srv/x\n\0")], entrypoint: ["docker-entrypoint.sh"]).starts)
        for text in [
            "", "'", "\"", "\\", ">", "> >", "$(", "<<", "&>", "2>", "}{", "`",
            String(repeating: "mkdir /a;", count: 20000),
        ] {
            _ = try judge([SampleImage.file(path, text)], entrypoint: ["docker-entrypoint.sh"])
        }
        let many = (0..<100).map { "mkdir /srv/\($0)\n" }.joined()
        #expect(try judge([SampleImage.file(path, many)], entrypoint: ["docker-entrypoint.sh"]).reasons.count == 20)
    }
}
