namespace InfernoSim.Cli.Terminal;

/// <summary>Where the command writes, and what it may know of its surroundings. Results go to standard output; all else to standard error.</summary>
internal sealed record CliConsole(TextWriter Out, TextWriter Error, bool ErrorIsTerminal, Func<string, string?> Environment)
{
    /// <summary>The streams and environment of this process.</summary>
    public static CliConsole OfProcess() => new(
        Console.Out,
        Console.Error,
        !Console.IsErrorRedirected && System.Environment.GetEnvironmentVariable("CI") is null or "",
        System.Environment.GetEnvironmentVariable);

    /// <summary>Says something that is not a result.</summary>
    public void Note(string line) => Error.WriteLine($"infernosim: {line}");
}
