using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;

return await CommandHost.RunAsync(args, CliConsole.OfProcess());
