using System.Text.Json;
using InfernoSim.Incidents;

namespace InfernoSim.Capture.Tests.Wire;

/// <summary>A proxy over a log in a temporary folder, and what it wrote there.</summary>
internal sealed class Recorder : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("infernosim-capture-").FullName;
    private readonly List<IncidentLogWriter> _writers = [];

    public InboundCapture? Inbound { get; private set; }

    public OutboundCapture? Outbound { get; private set; }

    public static async Task<Recorder> InboundAsync(string target, CaptureOptions? options = null)
    {
        var recorder = new Recorder();
        recorder.Inbound = await InboundCapture.StartAsync(ListenAddress.Parse(":0"), ForwardTarget.Parse(target), recorder.Open("inbound.log"), options);
        return recorder;
    }

    public static async Task<Recorder> OutboundAsync(CaptureOptions? options = null)
    {
        var recorder = new Recorder();
        recorder.Outbound = await OutboundCapture.StartAsync(ListenAddress.Parse(":0"), recorder.Open("outbound.log"), options);
        return recorder;
    }

    public static async Task<Recorder> BothAsync(string target, CaptureOptions? options = null)
    {
        options ??= new CaptureOptions();
        var recorder = new Recorder();
        recorder.Inbound = await InboundCapture.StartAsync(ListenAddress.Parse(":0"), ForwardTarget.Parse(target), recorder.Open("inbound.log"), options);
        recorder.Outbound = await OutboundCapture.StartAsync(ListenAddress.Parse(":0"), recorder.Open("outbound.log"), options);
        return recorder;
    }

    public Task<RawPeer> ConnectAsync() => RawPeer.ConnectAsync((Inbound?.Addresses ?? Outbound!.Addresses)[0]);

    /// <summary>The events that are in the file now, while the proxy runs.</summary>
    public JsonElement[] Written(string log) => Read(Path.Combine(_folder, log));

    /// <summary>Stops the proxies and reads what they wrote.</summary>
    public async Task<JsonElement[]> StopAsync()
    {
        await StopProxiesAsync();
        return [.. Directory.GetFiles(_folder, "*.log").Order(StringComparer.Ordinal).SelectMany(Read)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopProxiesAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static JsonElement[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private IncidentLogWriter Open(string name)
    {
        var writer = IncidentLogWriter.Open(Path.Combine(_folder, name));
        _writers.Add(writer);
        return writer;
    }

    private async Task StopProxiesAsync()
    {
        await (Inbound?.StopAsync() ?? Task.CompletedTask);
        await (Outbound?.StopAsync() ?? Task.CompletedTask);
        foreach (IncidentLogWriter writer in _writers)
        {
            await writer.DisposeAsync();
        }
    }
}
