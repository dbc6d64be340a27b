/** Top-level keys that Codex knows and Paddock has no use for: accepted, listed once, never applied. */
export const KEYS_OF_CODEX: ReadonlySet<string> = new Set([
  "agents", "apps", "apps_mcp_product_sku", "audio", "auto_compact", "browser_use", "commit_attribution", "compact_prompt",
  "computer_use", "config_server", "desktop", "disable_paste_burst", "disable_response_storage", "experimental_bearer_token",
  "experimental_compact_prompt_file", "experimental_instructions_file", "experimental_realtime_webrtc_call_base_url",
  "experimental_realtime_ws_base_url", "experimental_thread_config_endpoint", "experimental_use_unified_exec_tool",
  "ghost_snapshot", "include_apply_patch_tool", "include_apps_instructions", "include_collaboration_mode_instructions",
  "include_environment_context", "include_environment_context_time", "include_permissions_instructions", "instructions",
  "js_repl_node_path", "marketplaces", "mcp_oauth_callback_port", "mcp_oauth_callback_url", "memories",
  "model_supports_reasoning_summaries", "notice", "oss_provider", "plan_mode_reasoning_effort", "plugins", "profile", "profiles",
  "realtime", "skills", "suppress_unstable_features_warning", "tools", "tools_view_image", "voice", "windows_wsl_setup_acknowledged",
]); // biome-ignore format: a word list
