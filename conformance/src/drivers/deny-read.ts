/** The permission profile of the mode `deny-read`: workspace-write with three things hidden. */
export function denyReadConfig(outside: string): string {
  return `[permissions.denyread.filesystem]
":root" = "read"
":slash_tmp" = "write"
${JSON.stringify(`${outside}/secretdir`)} = "deny"
[permissions.denyread.filesystem.":workspace_roots"]
"." = "write"
"secret.txt" = "deny"
"**/*.env" = "deny"
[permissions.denyread.network]
enabled = false
`;
}
