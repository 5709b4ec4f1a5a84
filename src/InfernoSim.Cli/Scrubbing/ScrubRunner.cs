using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;
using InfernoSim.Policies;
using InfernoSim.Privacy;
using InfernoSim.Scrubbing;

namespace InfernoSim.Cli.Scrubbing;

/// <summary>Carries out <c>infernosim scrub</c>: read, take out, write, count.</summary>
internal sealed class ScrubRunner(CliConsole console)
{
    /// <summary>Scrubs, and prints what was taken out.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ScrubInvocation request, CancellationToken stop)
    {
        string? key = console.Environment(PrivacyKey.Variable);
        if (string.IsNullOrEmpty(key))
        {
            console.Note($"{PrivacyKey.Variable} is not set: the tokens are of this scrubbing alone");
        }

        string destination = request.Out ?? $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Incident))}-scrubbed";
        IReadOnlyDictionary<SecretKind, int> counts = await IncidentScrubber.ScrubAsync(request.Incident, destination, key, PolicyOf(request).Places, stop);
        foreach ((SecretKind kind, int count) in counts)
        {
            console.Say($"{count,6}  {Describe(kind)}");
        }

        console.Say($"scrubbed {counts.Values.Sum()} values of {request.Incident} to {destination}");
        return ExitCode.Success;
    }

    // What was kept by a rule is kept, unless a stricter one is given now.
    private static PrivacyPolicy PolicyOf(ScrubInvocation request) =>
        RecordedPrivacy.PolicyOf(MetadataFile.Read(request.Incident)?.Privacy, request.Incident).With(request.Privacy.Open(request.Incident));

    private static string Describe(SecretKind kind) => kind switch
    {
        SecretKind.Credential => "credentials",
        SecretKind.Jwt => "JSON Web Tokens",
        SecretKind.PrivateKey => "private keys",
        SecretKind.NamedValue => "values named like secrets",
        SecretKind.UserInfo => "passwords in URLs",
        SecretKind.CardNumber => "card numbers",
        _ => "e-mail addresses",
    };
}
