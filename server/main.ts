/** Environment, configuration, server or command, signals. The only file that reads `process.env` or ends the process. */
import { randomBytes } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { Refusal } from "../shared/refusal.ts";
import { askControlSocket } from "./askControlSocket.ts";
import { type Command, commands, runCommand } from "./backup/commands.ts";
import type { BackupWritten } from "./backup/writeBackup.ts";
import { type Config, parseConfig } from "./config.ts";
import { type AmboServer, createServer } from "./createServer.ts";

const parsed = parseConfig(process.env);
const command = commands.find((known) => known === process.argv[2]);
if (!parsed.ok) fail(parsed.mistakes);
else if (command !== undefined) await obey(command, parsed.config);
else await run(parsed.config);

async function run(config: Config): Promise<void> {
  // Log lines go to the error output, so that the standard output has what a person wants to read.
  const logger = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  // Built, this file lies in dist/server beside dist/client; run from its source, the page is where the last build left it.
  const page = import.meta.url.endsWith(".ts") ? "../dist/client" : "../client";
  const clientFolder = fileURLToPath(new URL(page, import.meta.url));

  let server: AmboServer | null = null;
  let isStopping = false;
  const stop = (exitCode: number): void => {
    // Who asks twice does not want to wait.
    if (isStopping) process.exit(exitCode === 0 ? 130 : exitCode);
    isStopping = true;
    if (server === null) process.exit(exitCode);
    server.close().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        logger.fatal({ err: error }, "The server did not stop cleanly.");
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop(0));
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => {
      // What is in memory can no longer be trusted, but what was applied is still worth writing.
      logger.fatal({ err: error }, "The server met an error that nothing caught, and stops.");
      if (!isStopping) stop(1);
    });
  }

  try {
    server = await createServer(config, { clientFolder, logger });
    await server.listen();
    process.stdout.write(`Ambo is ready at ${config.publicUrl ?? server.url} (stop it with Ctrl+C)\n`);
  } catch (error) {
    await server?.close().catch(() => undefined);
    if (error instanceof Refusal) {
      logger.debug({ err: error.cause ?? error }, "The server could not start.");
      fail([error.message]);
    }
    logger.fatal({ err: error }, "The server could not start.");
    process.exit(1);
  }
}

async function obey(command: Command, config: Config): Promise<void> {
  // npm changes into the folder of the package; what a person types is meant from where they are.
  const workingFolder = process.env.INIT_CWD ?? process.cwd();
  const dataFolder = path.resolve(config.dataFolder);
  try {
    const sentence = await runCommand(
      {
        workingFolder,
        dataFolder,
        version: packageJson.version,
        random: randomBytes,
        now: Date.now,
        logger: pino(
          { level: config.logLevel === "info" ? "warn" : config.logLevel },
          pino.destination({ dest: 2, sync: true }),
        ),
        askServer: (file) => askControlSocket<BackupWritten>(dataFolder, { ask: "backup", file }),
      },
      command,
      process.argv.slice(3),
    );
    process.stdout.write(`${sentence}\n`);
    process.exit(0);
  } catch (error) {
    const isExpected = error instanceof Refusal;
    process.stderr.write(`${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}

function fail(sentences: readonly string[]): never {
  process.stderr.write(`Ambo cannot start.\n${sentences.map((sentence) => `  ${sentence}\n`).join("")}`);
  process.exit(1);
}
