using InfernoSim.LiveState;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Verdicts;

/// <summary>What a replay did not test, as far as it can know.</summary>
internal static class Untested
{
    public static IReadOnlyList<NotTested> Of(ReplayObservations observed, RunCounts runs)
    {
        OptionWording words = observed.Plan.Words;
        List<NotTested> items = [.. observed.Plan.NotTested];
        if ((long)runs.Completed * observed.Plan.Options.Fanout == 1)
        {
            items.Add(new NotTested(words.Say("determinism: the incident was replayed only once (use {Runs} or {Fanout} of 2 or more)"), true));
        }

        if (observed.UnprovenFresh.Count > 0)
        {
            string more = observed.UnprovenFresh.Count == 1 ? "" : $" and {observed.UnprovenFresh.Count - 1} more";
            items.Add(new NotTested(
                $"whether values that differ from the recorded ones are fresh, or another's: only one worker in one run was given them ({observed.UnprovenFresh[0]}{more}; use {words.Name(nameof(ReplayOptions.Runs))} or {words.Name(nameof(ReplayOptions.Fanout))} of 2 or more)",
                true));
        }

        foreach (FaultSummary fault in observed.Faults.Where(fault => fault.CallsFaulted == 0))
        {
            items.Add(new NotTested(
                fault.CallsMatched == 0
                    ? $"fault {fault.Rule}: no call went to that dependency{FaultTargets.Known(observed.Plan)}"
                    : $"fault {fault.Rule}: it was drawn for none of the calls",
                true));
        }

        if (observed.Matching.Ambiguous > 0)
        {
            items.Add(new NotTested(
                $"dependency calls{Of(observed.AmbiguousDependencies)} named no exchange and had several different recorded answers: which worker got which is by chance",
                true));
        }

        if (observed.SharedDatabases.Count > 0)
        {
            items.Add(new NotTested(
                $"of which of the {observed.Plan.Options.Fanout} workers a statement for {string.Join(", ", observed.SharedDatabases)} is, where it names no request: they share a service, and each was given one of its content, "
                + "not always its own (State = FreshPerWorker, or a traceparent comment in the statement, would tell)",
                false));
        }

        if (observed.Plan.Background is { Count: > 0 } background)
        {
            items.Add(new NotTested(
                $"background calls ({string.Join(", ", background.Routes)}): {background.Count} were recorded while no request was open or at regular intervals, {observed.BackgroundCalls} came; they are answered however often they come, and not compared",
                false));
        }

        foreach ((string call, string why) in observed.Unanswerable)
        {
            items.Add(new NotTested($"the dependency call {call}: {why}", true));
        }

        items.AddRange(LeftOut(observed));
        if (observed.Plan.LiveChains.Indistinct.Count > 0)
        {
            items.Add(new NotTested($"{IndistinctCredential.Describe(observed.Plan.LiveChains.Indistinct)} (record again)", true));
        }

        items.AddRange(observed.NotReached);
        return items;
    }

    private static string Of(IReadOnlyList<string> dependencies) => dependencies.Count == 0 ? "" : $" to {string.Join(", ", dependencies)}";

    // What the service gives the worker is sent in place of what capture redacted; what it does not give it did without.
    private static IEnumerable<NotTested> LeftOut(ReplayObservations observed) => observed.LackingHeaders.Count > 0
        ? []
        : LeftOutCredential.In(observed.Plan.Exchanges.Select(exchange => exchange.Recorded), observed.Plan.LiveChains, out _)
            .Where(credential => !observed.Plan.Options.Headers.Any(header => header.Key.Equals(credential.Header, StringComparison.OrdinalIgnoreCase)))
            .Select(credential => new NotTested($"{credential.What} ({credential.Remedy(observed.Plan.Words)})", true));
}
