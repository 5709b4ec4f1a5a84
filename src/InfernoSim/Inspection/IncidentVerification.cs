using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Printing;
using InfernoSim.WebSockets;

namespace InfernoSim.Inspection;

/// <summary>Whether an incident can be replayed, as far as can be told without replaying it.</summary>
internal sealed record IncidentVerification
{
    private const int MostRules = 5;

    private static readonly string[] ReadMethods = ["GET", "HEAD", "OPTIONS", "TRACE"];
    private static readonly string[] ReadKinds = ["SELECT", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "VALUES", "SHOW", "EXPLAIN"];

    /// <summary>The folder of the incident.</summary>
    public required string Incident { get; init; }

    /// <summary>Whether nothing was found that makes a replay fail.</summary>
    public bool IsReplayable => Findings.All(finding => finding.Level != FindingLevel.Fails);

    /// <summary>Whether secrets stand in it.</summary>
    public bool HoldsSecrets => Findings.Any(finding => finding.Level == FindingLevel.Exposes);

    /// <summary>What was found, the worst first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Verifies an incident.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="time">Says what has expired.</param>
    /// <param name="words">How messages call an option; by its property when omitted.</param>
    /// <param name="descriptors">What messages of gRPC are made of; <see langword="null"/> where nobody has said.</param>
    public static IncidentVerification Of(Incident incident, TimeProvider time, OptionWording? words = null, GrpcDescriptors? descriptors = null)
    {
        words ??= OptionWording.Properties;
        LiveChains chains = LiveChains.Find(incident);
        IEnumerable<Finding> findings =
        [
            .. Lost(incident),
            .. Untold(incident, words),
            .. NotReplayed(incident, words),
            .. RedactedCredentials.In(incident, chains, words),
            .. ExpiredTokens.In(incident, chains, time.GetUtcNow(), words),
            .. MissingDependencies(incident, words),
            .. Injected(incident),
            .. Torn(incident),
            .. LetGo(incident),
            .. Unattributed(incident),
            .. SideEffects(incident, words),
            .. HiddenCredentials.In(incident, words),
            .. LeftSecrets.In(incident, descriptors),
        ];
        return new IncidentVerification { Incident = incident.Folder, Findings = [.. findings.OrderBy(finding => finding.Level)] };
    }

    /// <summary>The verification for a person.</summary>
    public string ToText()
    {
        PrintedText text = new PrintedText().Line($"{(IsReplayable ? "REPLAYABLE" : "NOT REPLAYABLE AS IT IS")}: {Incident}");
        foreach (IGrouping<FindingLevel, Finding> level in Findings.GroupBy(finding => finding.Level))
        {
            text.Section(TitleOf(level.Key), level.Select(finding => finding.What + (finding.Remedy.Length == 0 ? "" : $" ({finding.Remedy})")));
        }

        return text.ToString();
    }

    /// <summary>The verification for a program: an indented JSON object.</summary>
    public string ToJson() => InspectionJson.Render(this);

    private static string TitleOf(FindingLevel level) => level switch
    {
        FindingLevel.Fails => "A REPLAY FAILS BECAUSE",
        FindingLevel.Exposes => "WHOEVER READS IT LEARNS A SECRET",
        FindingLevel.Weakens => "A REPLAY TESTS LESS BECAUSE",
        _ => "GOOD TO KNOW",
    };

    private static IEnumerable<Finding> Lost(Incident incident)
    {
        var gaps = RecordingGaps.Of(incident);
        foreach (IncidentLoss loss in gaps.Losses)
        {
            yield return new Finding(FindingKind.Lost, FindingLevel.Fails, loss.ToString(), "restore the recording, or record again");
        }

        foreach (string what in gaps.NotRecorded)
        {
            yield return new Finding(FindingKind.Lost, FindingLevel.Weakens, what);
        }

        if (gaps.OpaqueHosts.Count > 0)
        {
            yield return new Finding(
                FindingKind.Opaque,
                FindingLevel.Fails,
                $"capture could not see inside the traffic of {string.Join(", ", gaps.OpaqueHosts)} (tunnels and upgraded connections)",
                "record it where it can be seen, in clear text or with the recorder inside the service");
        }

        foreach (string database in gaps.OpaqueDatabases)
        {
            yield return new Finding(FindingKind.Opaque, FindingLevel.Fails, $"capture could not record {database}", "record it while the service does without");
        }
    }

    private static IEnumerable<Finding> Untold(Incident incident, OptionWording words) => incident.Untold.Select(what => new Finding(
        FindingKind.Lost, FindingLevel.Weakens, $"{what} What was lost at its end is not known", words.Say("record again; or continue it with {Append} and end it in order, which names all that is lost from then on")));

    private static IEnumerable<Finding> NotReplayed(Incident incident, OptionWording words)
    {
        var selection = ReplaySelection.Of(incident, new ReplayOptions(), words);
        if (selection.Exchanges.Count == 0)
        {
            yield return new Finding(FindingKind.NotReplayed, FindingLevel.Fails, "there is no exchange that can be replayed", "record again");
        }

        foreach (NotTested item in selection.NotTested)
        {
            FindingKind kind = item.What.Contains("redacted", StringComparison.Ordinal) ? FindingKind.Redacted : FindingKind.NotReplayed;
            yield return new Finding(kind, FindingLevel.Weakens, item.What);
        }
    }

    private static IEnumerable<Finding> MissingDependencies(Incident incident, OptionWording words)
    {
        if (incident.Notices.FirstOrDefault(notice => notice.StartsWith($"There is no {IncidentFiles.Outbound}", StringComparison.Ordinal)) is { } missing)
        {
            yield return new Finding(FindingKind.MissingDependencies, FindingLevel.Weakens, missing, words.Say("a replay fails if the service calls any; record with {OutboundListen}"));
        }

        IncidentEvent[] calls = [.. Calls(incident)];
        foreach (IGrouping<string, IncidentEvent> host in calls.Where(call => call is { Status: 0, Error: not null, InjectionApplied: null }).GroupBy(HostOf).OrderBy(host => host.Key, StringComparer.Ordinal))
        {
            yield return new Finding(FindingKind.MissingDependencies, FindingLevel.Note, $"{CountOf(host.Count(), "call")} to {host.Key} failed when recorded ({host.First().Error}); a replay makes them fail in the same way");
        }

        foreach (IGrouping<string, IncidentEvent> host in calls.Where(LacksBody).GroupBy(HostOf).OrderBy(host => host.Key, StringComparer.Ordinal))
        {
            yield return new Finding(FindingKind.MissingDependencies, FindingLevel.Weakens, $"{CountOf(host.Count(), "answer")} of {host.Key} came without the body that was sent", words.Say("record again with a larger {MaxBody}"));
        }
    }

    private static IEnumerable<Finding> Injected(Incident incident)
    {
        foreach (IGrouping<string, IncidentEvent> host in Calls(incident).Where(call => call.InjectionApplied is not null).GroupBy(HostOf).OrderBy(host => host.Key, StringComparer.Ordinal))
        {
            string rules = string.Join(", ", host.Select(call => call.InjectionApplied).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostRules));
            yield return new Finding(FindingKind.MissingDependencies, FindingLevel.Note, $"{CountOf(host.Count(), "call")} to {host.Key} met faults that were injected when recorded ({rules}), which is not the dependency's own doing; what failed fails in the same way in a replay");
        }
    }

    private static bool LacksBody(IncidentEvent call) => call is { Status: not 0, Error: null, ResponseBody: { IsComplete: false, IsRedacted: false } } && call.Method != "CONNECT";

    private static IEnumerable<Finding> Torn(Incident incident) => incident.Notices
        .Where(notice => notice.Contains("torn", StringComparison.Ordinal) || notice.Contains("no recorded response", StringComparison.Ordinal))
        .Select(notice => new Finding(FindingKind.Torn, FindingLevel.Weakens, notice));

    private static IEnumerable<Finding> LetGo(Incident incident) =>
        incident.LetGo is { } letGo ? [new Finding(FindingKind.LetGo, FindingLevel.Note, letGo.ToString())] : [];

    private static IEnumerable<Finding> Unattributed(Incident incident)
    {
        // Nobody expects background work to name a request.
        IncidentEvent[] unattributed = [.. incident.UnattributedCalls.Where(call => !call.IsBackground)];
        if (unattributed.Length > 0)
        {
            string hosts = string.Join(", ", unattributed.Select(HostOf).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase));
            yield return new Finding(
                FindingKind.Unattributed, FindingLevel.Note, $"{CountOf(unattributed.Length, "dependency call")} named no request and will be matched by content: {hosts}", "let the service pass traceparent and tracestate on");
        }
    }

    private static IEnumerable<Finding> SideEffects(Incident incident, OptionWording words)
    {
        if (ByMethod(incident.Exchanges.Select(exchange => exchange.Request)) is { Length: > 0 } requests)
        {
            yield return new Finding(FindingKind.SideEffects, FindingLevel.Note, $"requests that may change state in the service and what it owns: {requests}", words.Say("{AllowWrites=false} leaves them out"));
        }

        ILookup<bool, IncidentEvent> all = Calls(incident).ToLookup(call => call.Type == IncidentEventType.SqlStatement);
        if (ByMethod(all[true].Where(statement => !ReadKinds.Contains(statement.Method))) is { Length: > 0 } statements)
        {
            yield return new Finding(FindingKind.SideEffects, FindingLevel.Note, $"SQL statements that may change data: {statements}; in a replay none reaches a database");
        }

        if (ByMethod(all[false]) is { Length: > 0 } calls)
        {
            yield return new Finding(FindingKind.SideEffects, FindingLevel.Note, $"dependency calls that may change state: {calls}; in a replay none leaves the stub");
        }
    }

    private static string ByMethod(IEnumerable<IncidentEvent> requests) => string.Join(
        ", ",
        requests
            .Select(KindOf)
            .Where(kind => !ReadMethods.Contains(kind) && kind != "CONNECT")
            .GroupBy(kind => kind)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key} {group.Count()}"));

    // What is said over a WebSocket may change anything.
    private static string KindOf(IncidentEvent request) => WebSocketHandshake.Is(request.Headers) && request.Body.Size > 0 ? "WebSocket" : request.Method ?? "GET";

    private static IEnumerable<IncidentEvent> Calls(Incident incident) => incident.Exchanges.SelectMany(exchange => exchange.Calls).Concat(incident.UnattributedCalls);

    private static string HostOf(IncidentEvent call) => RecordedTarget.Of(call).Authority;

    private static string CountOf(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
