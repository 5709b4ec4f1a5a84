using System.Globalization;
using System.Net;
using InfernoSim.Capture;
using InfernoSim.Capture.Transport;
using InfernoSim.Certificates;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.Observations;

namespace InfernoSim.Cli.Capturing;

/// <summary>What a capture says: how it stands, what it recorded, what to run next.</summary>
internal static class CaptureWords
{
    /// <summary>The port of the service's proxy that <c>infernosim replay</c> takes over without being told.</summary>
    private const int CompatPort = 9000;

    /// <summary>The port of the service's PostgreSQL server that it takes over without being told.</summary>
    private const int PostgresPort = 15432;

    // Whoever ends a capture does not wait for more to be read.
    private const long LargestRead = 32 * 1024 * 1024;

    /// <summary>How it stands, for one line.</summary>
    public static string Describe(CaptureCounts counts) =>
        $"{LostWords.Count(counts.Inbound, "request")}, {LostWords.Count(counts.Outbound, "outbound call")}, {(counts.Statements > 0 ? LostWords.Count(counts.Statements, "SQL statement") + ", " : "")}{counts.Failed} failed, {Size(counts.BodyBytes)}";

    /// <summary>The command that replays what was recorded.</summary>
    /// <param name="folder">The incident.</param>
    /// <param name="service">Where the service listens; <see langword="null"/> when the capture did not know.</param>
    /// <param name="outbound">The outbound proxy that the service is configured for; <see langword="null"/> when the capture did not know.</param>
    /// <param name="postgres">The relay that the service's database connections go to; <see langword="null"/> for none.</param>
    public static string ReplayCommand(string folder, ForwardTarget? service, Uri? outbound, IPEndPoint? postgres = null)
    {
        string target = service is null ? "" : $" --target-base {service}";
        string stub = outbound is null || outbound.Port == CompatPort ? "" : $" --stub-compat-listen :{outbound.Port}";
        string database = postgres is null || postgres.Port == PostgresPort ? "" : $" --postgres-listen :{postgres.Port}";
        return $"infernosim replay {ShellWord.Of(folder)}{target}{stub}{database}";
    }

    /// <summary>What a replay makes of secrets that were replaced by tokens.</summary>
    /// <param name="folder">The incident; <see langword="null"/> where there is none yet.</param>
    public static string Hidden(string? folder) =>
        (folder is not null && LogSizeOf(folder) <= LargestRead ? HiddenCredentials.In(IncidentReader.Read(folder), FlagWording.Instance).FirstOrDefault() : null) is { } finding
            ? $"{finding.What} ({finding.Remedy})"
            : "secrets were replaced by tokens, which a service that compares a password or a key with one that it knows refuses in a replay; a replay and infernosim verify name such requests, and the rule that keeps the secret";

    /// <summary>What passed without being seen, so that the incident cannot be replayed as it is.</summary>
    /// <param name="hosts">The hosts of tunnels and upgraded connections.</param>
    /// <param name="databases">What could not be recorded of connections to databases.</param>
    public static string NotRecorded(IReadOnlyList<string> hosts, IReadOnlyList<string> databases)
    {
        string[] what = [.. hosts.Count == 0 ? [] : (string[])[$"the inside of tunnels and upgraded connections to {string.Join(", ", hosts)}"], .. databases];
        return $"not recorded, though passed on: {string.Join("; ", what)}; a replay of this incident cannot be judged";
    }

    /// <summary>What is no longer in the recording, since it was full.</summary>
    /// <param name="events">How many events.</param>
    public static string LetGo(long events) =>
        $"let go: {LostWords.Count(events, "older event")}, which made room for newer ones; what is there is whole (a larger --max-size keeps more)";

    /// <summary>What a fault rule did.</summary>
    /// <param name="fault">The rule.</param>
    public static string Injected(FaultSummary fault) => fault.CallsMatched == 0
        ? $"fault {fault.Rule}: NOT APPLIED, no call that could be seen went to that dependency"
        : $"fault {fault.Rule}: {fault.CallsFaulted} of {fault.CallsMatched} calls delayed or made to fail";

    /// <summary>What was not passed on, one line each.</summary>
    /// <param name="calls">The calls, by where they went.</param>
    public static IEnumerable<string> Refused(IReadOnlyDictionary<string, long> calls) => Capture.Forwarding.RefusedCalls.Sentences(calls);

    /// <summary>What to do about a certificate that was not trusted.</summary>
    /// <param name="problem">What happened.</param>
    /// <param name="authorityFolder">Where the local authority is; <see langword="null"/> when there is none.</param>
    public static string AdviceOn(string problem, string? authorityFolder) => authorityFolder is not null && problem.Contains("local authority", StringComparison.Ordinal)
        ? $"; have it trust what 'infernosim ca export{(authorityFolder == LocalAuthority.DefaultFolder ? "" : $" --ca {ShellWord.Of(authorityFolder)}")}' prints, or leave the host out with --mitm-hosts"
        : "; --trust FILE names who is trusted, --insecure-upstream accepts anyone";

    /// <summary>What to do about a limit that kept callers out.</summary>
    /// <param name="limit">The limit.</param>
    public static string AdviceOn(CaptureLimit limit) => limit switch
    {
        CaptureLimit.Connections => "; --max-connections lets in more",
        CaptureLimit.HeadSize => "; --max-header-size, up to 512KiB, lets in more",
        _ => "",
    };

    private static string Size(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} B",
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 10):0.0} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.0} MiB"),
    };

    private static long LogSizeOf(string folder) => IncidentFiles.In(folder).Select(name => new FileInfo(Path.Combine(folder, name))).Where(file => file.Exists).Sum(file => file.Length);
}
