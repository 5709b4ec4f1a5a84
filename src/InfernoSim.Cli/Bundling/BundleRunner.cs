using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;

namespace InfernoSim.Cli.Bundling;

/// <summary>Carries out <c>infernosim bundle</c>.</summary>
internal sealed class BundleRunner(CliConsole console)
{
    /// <summary>The variable of the environment that holds the passphrase.</summary>
    public const string Variable = "INFERNOSIM_BUNDLE_PASSPHRASE";

    private const int ShortestPassphrase = 12;

    /// <summary>Seals or opens.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(BundleInvocation request, CancellationToken stop)
    {
        string passphrase = Passphrase();
        if (request.Seals)
        {
            foreach (string draft in await Bundle.SealAsync(request.Path, request.Out, passphrase, KeyCost.Usual, stop))
            {
                console.Say($"left out {draft}: what a recorder writes there is in its log as well");
            }

            console.Say($"sealed {request.Path} in {request.Out}; open it with: infernosim bundle open {ShellWord.Of(request.Out)} --out DIR");
        }
        else
        {
            await Bundle.OpenAsync(request.Path, request.Out, passphrase, request.MaxSize, stop);
            console.Say($"opened {request.Path} in {request.Out}");
        }

        return ExitCode.Success;
    }

    private string Passphrase() => console.Environment(Variable) switch
    {
        null or "" => throw new CliException($"{Variable} is not set; put a passphrase of {ShortestPassphrase} characters or more into it, for example by 'openssl rand -base64 24'"),
        { Length: < ShortestPassphrase } tooShort => throw new CliException($"the passphrase in {Variable} has {tooShort.Length} characters; give it {ShortestPassphrase} or more"),
        var passphrase => passphrase,
    };
}
