using InfernoSim.Incidents;
using InfernoSim.Trust.Tests.Service;

namespace InfernoSim.Trust.Tests.Recording;

/// <summary>The incident that the cases are replayed from, recorded once for the whole suite.</summary>
public sealed class RecordedShop : IAsyncLifetime
{
    private static readonly Lazy<Task<Recording>> Recorded = new(RecordAsync);

    private Recording _recording = null!;

    internal Incident Incident => _recording.Incident;

    internal DependencyAddresses Dependencies => _recording.Dependencies;

    /// <inheritdoc/>
    public async Task InitializeAsync() => _recording = await Recorded.Value;

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>A text of a report without the ports of this recording.</summary>
    internal string WithoutPorts(string text) => text
        .Replace(Dependencies.Payments.Authority, "payments", StringComparison.Ordinal)
        .Replace(Dependencies.Inventory.Authority, "inventory", StringComparison.Ordinal);

    private static async Task<Recording> RecordAsync()
    {
        var folder = new TestFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        DependencyAddresses dependencies = await Recorder.RecordAsync(folder.Path, Traffic.SendAsync);
        return new Recording(IncidentReader.Read(folder.Path), dependencies);
    }

    private sealed record Recording(Incident Incident, DependencyAddresses Dependencies);
}
