using System.Text.Json;
using InfernoSim.TestKit.Incidents;

namespace InfernoSim.Capture.Tests.Wire;

/// <summary>Picks events out of a log.</summary>
internal static class RecordedEvents
{
    public static JsonElement Only(this JsonElement[] events, string type) => Assert.Single(events, e => e.Text("type") == type);
}
