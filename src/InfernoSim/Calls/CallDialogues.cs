using InfernoSim.Matching;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>The recorded calls in which both sides spoke in turn, of which the service may begin one.</summary>
internal static class CallDialogues
{
    /// <summary>The streams of gRPC that a call may be.</summary>
    /// <param name="plan">What was recorded.</param>
    /// <param name="search">Knows whose the call is.</param>
    /// <param name="run">The run in progress; <see langword="null"/> where there is none yet.</param>
    /// <param name="head">The call, without its body.</param>
    public static IReadOnlyList<RecordedDialogue> Of(ReplayPlan plan, CallSearch search, ReplayRun? run, DependencyRequest head)
    {
        PlannedCall[] recorded = [.. plan.Dialogues.Of(head)];
        if (recorded.Length == 0 || run is null)
        {
            return [];
        }

        ExchangeScope? owner = search.OwnerOf(run, head);
        return [.. recorded
            .Where(call => owner is null || (call.Exchange == owner.Exchange.Index && !owner.Calls.HasAnswered(call)))
            .Select(call => plan.DialogueOf(call, head) with
            {
                TryBegin = () => TryBegin(owner, call),
            })];
    }

    /// <summary>The WebSockets that a request for one may be answered with.</summary>
    /// <param name="plan">What was recorded.</param>
    /// <param name="search">Knows whose the call is.</param>
    /// <param name="run">The run in progress; <see langword="null"/> where there is none yet.</param>
    /// <param name="head">The request.</param>
    public static IReadOnlyList<AnsweredConversation> WebSocketsOf(ReplayPlan plan, CallSearch search, ReplayRun? run, DependencyRequest head)
    {
        PlannedCall[] recorded = [.. plan.Dialogues.WebSocketsOf(head)];
        if (recorded.Length == 0 || run is null)
        {
            return [];
        }

        ExchangeScope? owner = search.OwnerOf(run, head);
        PlannedCall[] own = owner is null ? [] : [.. recorded.Where(call => call.Exchange == owner.Exchange.Index && !owner.Calls.HasAnswered(call))];
        IEnumerable<PlannedCall> open = own.Length > 0
            ? own.TakeWhile(call => call.Conversation is not null)
            : recorded.Where(call => call.Conversation is not null && (owner is null || call.Exchange < 0));
        return [.. open
            .Where(call => call.WhyUnanswerable is null)
            .Select(call => new AnsweredConversation(call.Conversation!, call.Answer())
            {
                TryBegin = () => TryBegin(owner, call),
                Live = owner is not null && call.Exchange >= 0 ? (place, heard) => LiveCalls.Say(owner, call, place, heard) : null,
            })];
    }

    // Of a call that names no exchange it is not known yet which recorded one it is.
    private static bool TryBegin(ExchangeScope? owner, PlannedCall call) => owner is null || owner.Calls.TryBeginDialogue(call);
}
