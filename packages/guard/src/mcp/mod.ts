/**
 * An MCP server whose tools go through a guard. Needs `@modelcontextprotocol/sdk`, tried with 1.32.2.
 *
 * @module
 */

export {
  createGuardedServer,
  type GuardedServer,
  type GuardedServerOptions,
  type ServerTransport,
} from "./guarded-server.ts";
export { type ServeStdioOptions, serveStdio } from "./serve-stdio.ts";
