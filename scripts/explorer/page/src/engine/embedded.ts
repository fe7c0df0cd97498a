// The engine that the page carries: xz, a fifth smaller than gzip, in base64,
// in an element of the page.
import { XzReadableStream } from "xz-decompress";

function element(): HTMLElement {
  const found = document.getElementById("engine");
  if (!found) throw new Error("this page has no engine in it: build it again");
  return found;
}

export const engineSha256 = (): string => element().dataset.sha256 ?? "";

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

// Compiled once, off the main thread; the module goes to every worker.
export async function compileEngine(): Promise<WebAssembly.Module> {
  const packed = new Blob([bytesOf(element().textContent ?? "")]);
  const unpacked = new XzReadableStream(packed.stream());
  return WebAssembly.compile(await new Response(unpacked).arrayBuffer());
}
