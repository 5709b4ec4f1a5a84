using InfernoSim.Load.Envelope;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Adapters;

/// <summary>What a test does with its incident before its body is run.</summary>
/// <param name="Attribute">The attribute that asks for it.</param>
/// <param name="Name">What it is called.</param>
/// <param name="ToTakeLess">How a person makes it take less time.</param>
/// <param name="BodyTypes">What the body may take.</param>
internal sealed record IncidentWork(string Attribute, string Name, string ToTakeLess, IReadOnlyList<Type> BodyTypes)
{
    public static IncidentWork Replay { get; } = new(
        "IncidentReplay", "replay", "replay less or faster with Runs, Fanout, MaxEvents and TimeScale", [typeof(ReplaySummary), typeof(IncidentReplay)]);

    public static IncidentWork Search { get; } = new(
        "IncidentEnvelope", "search", "search less with Budget, SearchFanout and Dependencies", [typeof(EnvelopeSummary), typeof(IncidentEnvelopeResult)]);
}
