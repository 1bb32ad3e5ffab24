/** The part of the helper that the tests use. The package has no types. */
declare module 'node-red-node-test-helper' {
  import type { Node } from 'node-red';

  const helper: {
    init(runtimePath: string): void;
    load(sets: unknown[], flow: object[], credentials?: object): Promise<void>;
    unload(): Promise<void>;
    getNode(id: string): Node;
    /** Sinon's spy on Node-RED's log. */
    log(): {
      args: [{ level: number; id?: string; msg?: unknown }][];
      WARN: number;
      ERROR: number;
      resetHistory(): void;
    };
    startServer(): Promise<void>;
    stopServer(): Promise<void>;
  };
  export = helper;
}
