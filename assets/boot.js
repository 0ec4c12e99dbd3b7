// Loads the WebAssembly, wakes the islands, and marks the page as hydrated. The only script of the site.
// The addresses of the generated files stand on this script's own tag, with the hash of their content.
const { js, wasm } = document.querySelector("script[data-wasm]").dataset;

// Leptos looks for what the server streamed into the page; here pages are sent whole, so there is nothing.
Object.assign(globalThis, { __RESOLVED_RESOURCES: [], __SERIALIZED_ERRORS: [], __INCOMPLETE_CHUNKS: [] });

const app = await import(js);
await app.default({ module_or_path: wasm });
app.hydrate();
for (const island of document.querySelectorAll("leptos-island")) {
  await app[island.dataset.component]?.(island);
}
document.documentElement.dataset.hydrated = "";
