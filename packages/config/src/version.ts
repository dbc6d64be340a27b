/** Version of this package; the one that `required_minimum_version` is compared with where the caller names none. */
export const VERSION = "0.1.0";
