/**
 * Prisma's schema engine as WebAssembly: the same migrations folder and the same `_prisma_migrations` table as
 * `prisma migrate`, without the engine that `prisma` downloads. Node cannot import a `.wasm` as a module, so the
 * package's own glue is wired by hand.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import { Client, type ClientConfig, Pool } from 'pg';

/** The glue module: its generated declarations say only what wasm-bindgen exports, not that it takes an instance. */
interface Glue {
  readonly SchemaEngine: typeof SchemaEngine;
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

/** PostgreSQL's one-byte type "char", in which its catalogue keeps kinds. */
const CHAR_OID = 18;
/** Travels in its place through the adapter, which does not know it; no table the engine itself reads has a UUID. */
const UUID_OID = 2950;

class CatalogueClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    // `connection` is part of every pg client but of no declaration; the event and its fields are its wire protocol's.
    const { connection } = this as unknown as { connection: NodeJS.EventEmitter };
    connection.prependListener('rowDescription', (message: { fields: { dataTypeID: number }[] }) => {
      for (const field of message.fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = UUID_OID;
    });
  }
}

/** The adapter as the schema engine needs it: it was made for the query engine, which reads no catalogue. */
class CatalogueAdapter extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      const columnTypes = result.columnTypes.map((type) =>
        type === ColumnTypeEnum.Uuid ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes };
    };
    // The adapter cuts a script at every semicolon, also at those inside a function body; PostgreSQL takes it whole.
    adapter.executeScript = async (script) => void (await adapter.underlyingDriver().query(script));
    return adapter;
  }
  /** Only a new migration needs one, and it runs on a throw-away database: that one is the shadow. */
  override async connectToShadowDb() {
    return await this.connect();
  }
}

let glue: Promise<Glue> | undefined;

async function loadGlue(): Promise<Glue> {
  const name = '@prisma/schema-engine-wasm/schema_engine_bg';
  // The shape is that of the pinned version; `SchemaEngine.new` below fails at once if it is not.
  const glueModule = (await import(name)) as Glue & WebAssembly.ModuleImports;
  const file = createRequire(import.meta.url)
    .resolve(name)
    .replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': glueModule });
  glueModule.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (typeof start !== 'function') throw new Error('the schema engine has another layout than the pinned version');
  start();
  return glueModule;
}

export interface OpenSchemaEngine {
  readonly engine: SchemaEngine;
  /** Frees the engine and ends its connections: the engine itself leaves them open. */
  close(): Promise<void>;
}

/** An engine on one database. `datamodels` are `[path, text]` pairs. */
export async function openSchemaEngine(
  databaseUrl: string,
  datamodels: [string, string][] | undefined,
): Promise<OpenSchemaEngine> {
  glue ??= loadGlue();
  const { SchemaEngine: Engine } = await glue;
  const pool = new Pool({ connectionString: databaseUrl, Client: CatalogueClient });
  const adapter = bindMigrationAwareSqlAdapterFactory(new CatalogueAdapter(pool));
  const ignoreLogs = () => undefined;
  const engine = await Engine.new({ datamodels }, ignoreLogs, adapter);
  const close = async () => {
    engine.free();
    await pool.end();
  };
  return { engine, close };
}
