/** Version of this package; `npm run check` keeps it equal to the manifests. */
export const VERSION = "0.1.0";
