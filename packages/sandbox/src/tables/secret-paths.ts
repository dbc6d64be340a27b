/** One place where secrets lie. */
export interface SecretPath {
  /** Absolute, or relative to a home. */
  readonly path: string;
  /** `tree`: the object itself. `children`: every regular file in the folder but those that match `except`. */
  readonly kind: "tree" | "children";
  readonly except?: RegExp;
  readonly only?: RegExp;
  /** Hide only when the content matches: files that hold settings more often than secrets. */
  readonly content?: RegExp;
  readonly what: string;
}

const CREDENTIAL_URL = /:\/\/[^/\s:@]*:[^/\s@]+@/;

/** Secrets below a home that no command may read unless `secrets = "readable"`. */
export const HOME_SECRETS: readonly SecretPath[] = [
  {
    path: ".ssh",
    kind: "children",
    except:
      /^(?:config|config\.d|known_hosts2?(?:\.old)?|authorized_keys2?|allowed_signers|rc|environment|.*\.pub)$/,
    what: "private ssh keys",
  },
  { path: ".gnupg", kind: "tree", what: "gpg keys" },
  { path: ".aws", kind: "tree", what: "AWS credentials" },
  { path: ".azure", kind: "tree", what: "Azure credentials" },
  { path: ".config/gcloud", kind: "tree", what: "Google Cloud credentials" },
  { path: ".oci", kind: "tree", what: "Oracle Cloud credentials" },
  { path: ".config/doctl", kind: "tree", what: "DigitalOcean credentials" },
  { path: ".config/hcloud", kind: "tree", what: "Hetzner credentials" },
  { path: ".fly", kind: "tree", what: "Fly credentials" },
  { path: ".terraform.d/credentials.tfrc.json", kind: "tree", what: "Terraform credentials" },
  { path: ".vault-token", kind: "tree", what: "Vault token" },
  { path: ".kube", kind: "tree", what: "Kubernetes credentials" },
  { path: ".config/gh/hosts.yml", kind: "tree", what: "GitHub credentials" },
  { path: ".config/glab-cli", kind: "tree", what: "GitLab credentials" },
  { path: ".config/hub", kind: "tree", what: "GitHub credentials" },
  { path: ".netrc", kind: "tree", what: "netrc" },
  { path: "_netrc", kind: "tree", what: "netrc" },
  { path: ".git-credentials", kind: "tree", what: "git credentials" },
  { path: ".config/git/credentials", kind: "tree", what: "git credentials" },
  { path: ".npmrc", kind: "tree", content: /_auth|_password/i, what: "npm credentials" },
  { path: ".yarnrc.yml", kind: "tree", content: /auth/i, what: "yarn credentials" },
  { path: ".pypirc", kind: "tree", what: "PyPI credentials" },
  { path: ".config/pip/pip.conf", kind: "tree", content: CREDENTIAL_URL, what: "pip credentials" },
  { path: ".pip/pip.conf", kind: "tree", content: CREDENTIAL_URL, what: "pip credentials" },
  { path: ".config/pypoetry/auth.toml", kind: "tree", what: "poetry credentials" },
  { path: ".cargo/credentials.toml", kind: "tree", what: "cargo credentials" },
  { path: ".cargo/credentials", kind: "tree", what: "cargo credentials" },
  { path: ".gem/credentials", kind: "tree", what: "RubyGems credentials" },
  { path: ".m2/settings.xml", kind: "tree", content: /<password>/i, what: "Maven credentials" },
  { path: ".m2/settings-security.xml", kind: "tree", what: "Maven master password" },
  {
    path: ".gradle/gradle.properties",
    kind: "tree",
    content: /password|token|secret/i,
    what: "Gradle credentials",
  },
  { path: ".docker/config.json", kind: "tree", content: /"auths?"\s*:/, what: "docker credentials" },
  { path: ".config/containers/auth.json", kind: "tree", what: "container credentials" },
  { path: ".password-store", kind: "tree", what: "password store" },
  { path: ".local/share/keyrings", kind: "tree", what: "keyrings" },
  { path: ".local/share/kwalletd", kind: "tree", what: "KDE wallets" },
  { path: ".config/op", kind: "tree", what: "1Password" },
  { path: ".config/Bitwarden CLI", kind: "tree", what: "Bitwarden" },
  { path: ".config/keepassxc", kind: "tree", what: "KeePassXC" },
  { path: ".mozilla", kind: "tree", what: "browser profile" },
  { path: ".config/google-chrome", kind: "tree", what: "browser profile" },
  { path: ".config/chromium", kind: "tree", what: "browser profile" },
  { path: ".config/BraveSoftware", kind: "tree", what: "browser profile" },
  { path: ".config/microsoft-edge", kind: "tree", what: "browser profile" },
  { path: ".config/vivaldi", kind: "tree", what: "browser profile" },
  { path: ".thunderbird", kind: "tree", what: "mail profile" },
  { path: ".config/rclone/rclone.conf", kind: "tree", what: "rclone credentials" },
  { path: ".s3cfg", kind: "tree", what: "S3 credentials" },
  { path: ".boto", kind: "tree", what: "cloud credentials" },
  { path: ".pgpass", kind: "tree", what: "PostgreSQL passwords" },
  { path: ".my.cnf", kind: "tree", content: /password/i, what: "MySQL password" },
  { path: ".mylogin.cnf", kind: "tree", what: "MySQL password" },
  { path: ".claude/.credentials.json", kind: "tree", what: "agent credentials" },
  { path: ".gemini/oauth_creds.json", kind: "tree", what: "agent credentials" },
  { path: ".config/anthropic", kind: "tree", what: "agent credentials" },
  { path: ".bash_history", kind: "tree", what: "shell history" },
  { path: ".zsh_history", kind: "tree", what: "shell history" },
  { path: ".histfile", kind: "tree", what: "shell history" },
  { path: ".sh_history", kind: "tree", what: "shell history" },
  { path: ".local/share/fish/fish_history", kind: "tree", what: "shell history" },
  { path: ".python_history", kind: "tree", what: "interpreter history" },
  { path: ".node_repl_history", kind: "tree", what: "interpreter history" },
  { path: ".psql_history", kind: "tree", what: "database history" },
  { path: ".mysql_history", kind: "tree", what: "database history" },
  { path: ".rediscli_history", kind: "tree", what: "database history" },
  { path: ".sqlite_history", kind: "tree", what: "database history" },
];

/** Secrets of the machine that a caller with user id 0 could read without these entries. */
export const SYSTEM_SECRETS: readonly SecretPath[] = [
  { path: "/etc/shadow", kind: "tree", what: "password hashes" },
  { path: "/etc/shadow-", kind: "tree", what: "password hashes" },
  { path: "/etc/gshadow", kind: "tree", what: "password hashes" },
  { path: "/etc/gshadow-", kind: "tree", what: "password hashes" },
  { path: "/etc/ssl/private", kind: "tree", what: "TLS keys" },
  { path: "/etc/ssh", kind: "children", only: /^ssh_host_.*_key$/, what: "ssh host keys" },
  { path: "/etc/krb5.keytab", kind: "tree", what: "Kerberos keys" },
  { path: "/etc/wireguard", kind: "tree", what: "WireGuard keys" },
  { path: "/etc/NetworkManager/system-connections", kind: "tree", what: "network passwords" },
  { path: "/var/lib/kubelet", kind: "tree", what: "Kubernetes credentials" },
  { path: "/etc/kubernetes", kind: "tree", what: "Kubernetes credentials" },
  { path: "/run/secrets", kind: "tree", what: "container secrets" },
  { path: "/var/run/secrets", kind: "tree", what: "container secrets" },
];
