using System.CommandLine;
using System.Reflection;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Hosting;
using InfernoSim.Cli.Terminal;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Tests.CommandLine;

/// <summary>Reads command lines in this process, down to the request that would be carried out.</summary>
internal static class CommandLines
{
    public static InfernoSimCommand NewCommand(Func<string, string?>? environment = null) =>
        new(new CliConsole(TextWriter.Null, TextWriter.Null, errorIsTerminal: false, environment ?? (_ => null)));

    /// <summary>The request that a command line stands for.</summary>
    public static object Read(string[] args, Func<string, string?>? environment = null)
    {
        InfernoSimCommand root = NewCommand(environment);
        ParseResult result = root.Read(args);
        IReadOnlyList<string> mistakes = ParseMistakes.In(result);
        if (mistakes.Count > 0)
        {
            throw new CliException(string.Join("\n", mistakes));
        }

        return result.CommandResult.Command switch
        {
            var command when command == root.Replay => root.Replay.Read(result),
            var command when command == root.Run => root.Run.Read(result),
            var command when command == root.Freeze => root.Freeze.Read(result),
            var command when command == root.Capture => root.Capture.Read(result),
            var command when command == root.Heal => root.Heal.Read(result),
            var command when command == root.Envelope => root.Envelope.Read(result),
            var command when command == root.Accept => root.Accept.Read(result),
            var command when command == root.Inspect => root.Inspect.Read(result),
            var command when command == root.Explain => root.Explain.Read(result),
            var command when command == root.Slice => root.Slice.Read(result),
            var command when command == root.Scrub => root.Scrub.Read(result),
            var command when command == root.Bundle => root.Bundle.Read(result),
            var command when command == root.Serve => root.Serve.Read(result),
            var command when command == root.Ca => root.Ca.Read(result),
            var command when command == root.Verify => root.Verify.Read(result),
            _ => root.Classic.Read(result),
        };
    }

    /// <summary>All that is said of a command line that cannot be read.</summary>
    public static IReadOnlyList<string> Mistakes(params string[] args) => ParseMistakes.In(NewCommand().Read(args));

    /// <summary>What is said of a command line that cannot be read.</summary>
    public static string Mistake(params string[] args) => Assert.Throws<CliException>(() => Read(args)).Message;

    /// <summary>Every property of a request as text, those of <see cref="ReplayOptions"/> and <see cref="DependencyServers"/> among them.</summary>
    public static SortedDictionary<string, string> Properties(object request)
    {
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (PropertyInfo property in request.GetType().GetProperties())
        {
            object? value = property.GetValue(request);
            if (value is ReplayOptions or DependencyServers)
            {
                foreach ((string name, string text) in Properties(value))
                {
                    properties.Add(name, text);
                }
            }
            else
            {
                properties.Add(property.Name, value is System.Collections.IEnumerable and not string
                    ? string.Join("; ", ((System.Collections.IEnumerable)value).Cast<object>())
                    : value?.ToString() ?? "none");
            }
        }

        return properties;
    }
}
