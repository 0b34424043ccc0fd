/// What a secret in an image is; the raw value is its stable name in reports.
package enum SecretRule: String, Hashable, Sendable, CaseIterable, Encodable {
    case privateKey = "private-key"
    case awsAccessKeyID = "aws-access-key-id"
    case awsSecretAccessKey = "aws-secret-access-key"
    case azureStorageKey = "azure-storage-key"
    case googleAPIKey = "google-api-key"
    case googleOAuthSecret = "google-oauth-secret"
    case digitalOceanToken = "digitalocean-token"
    case vaultToken = "vault-token"
    case terraformToken = "terraform-token"
    case githubToken = "github-token"
    case gitlabToken = "gitlab-token"
    case dockerHubToken = "docker-hub-token"
    case npmToken = "npm-token"
    case pypiToken = "pypi-token"
    case rubygemsToken = "rubygems-token"
    case cargoToken = "cargo-token"
    case slackToken = "slack-token"
    case slackWebhook = "slack-webhook"
    case stripeKey = "stripe-key"
    case anthropicKey = "anthropic-key"
    case openAIKey = "openai-key"
    case huggingFaceToken = "hugging-face-token"
    case dockerAuth = "docker-auth"
    case netrcPassword = "netrc-password"
    case gitCredentials = "git-credentials"
    case pypircPassword = "pypirc-password"
    case kubeconfig = "kubeconfig"
    case postgresPassword = "postgres-password"
    case mysqlPassword = "mysql-password"
    /// A hash of a user's password, which can be guessed at leisure.
    case passwordHash = "password-hash"
    /// A variable of the image's configuration whose name says that its value is secret.
    case secretVariable = "secret-variable"
    /// A URL with a password in it.
    case urlPassword = "url-password"
}

/// A secret in a file. Its text is never kept.
package struct Secret: Hashable, Sendable {
    package let rule: SecretRule
    /// The line of the file that it begins in, from 1.
    package let line: Int

    package init(rule: SecretRule, line: Int) {
        self.rule = rule
        self.line = line
    }
}
