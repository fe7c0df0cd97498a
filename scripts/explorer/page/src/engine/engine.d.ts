declare module "*/engine.mjs" {
  export interface Engine {
    ask(
      request: object,
      parts?: Uint8Array[],
    ): { answer: unknown; part: Uint8Array | null };
    memory(): number;
  }
  export function openEngine(
    engine: ArrayBuffer | Uint8Array | WebAssembly.Module,
    options?: { log?: (line: string) => void },
  ): Promise<Engine>;
}
