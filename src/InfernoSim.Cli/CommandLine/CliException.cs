using InfernoSim.Printing;

namespace InfernoSim.Cli.CommandLine;

/// <summary>The command cannot be carried out as asked. The message is one line with the value and the fix; the exit code is 2.</summary>
internal sealed class CliException(string message, Exception? inner = null) : Exception(VisibleText.Line(message), inner);
