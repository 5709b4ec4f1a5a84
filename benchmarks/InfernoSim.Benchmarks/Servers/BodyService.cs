using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Capture.AspNetCore;
using Microsoft.AspNetCore.Builder;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>What a process has done since it began.</summary>
/// <param name="Allocated">Bytes that it allocated.</param>
/// <param name="Dropped">Exchanges that its flight recorder had no room for.</param>
internal sealed record BodyServiceCounts(long Allocated, long Dropped);

/// <summary>A service that reads a body and answers with one of the same size, with the flight recorder or without.</summary>
internal static class BodyService
{
    /// <summary>The role.</summary>
    /// <param name="size">How many bytes.</param>
    /// <param name="folder">Where the flight recorder would put an incident; empty for a service without one.</param>
    public static async Task RunAsync(string size, string folder)
    {
        byte[] body = Body(int.Parse(size, CultureInfo.InvariantCulture));
        await using WebApplication app = LocalServer.Create(services =>
        {
            if (folder.Length > 0)
            {
                services.AddFlightRecorder(options => options.Folder = folder);
            }
        });
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentType = TrivialService.ContentType;
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body);
        });
        using MeterListener meter = Listen();
        long dropped = 0;
        meter.SetMeasurementEventCallback<long>((_, value, _, _) => dropped = value);
        meter.Start();
        await app.StartAsync();
        ParentLink.Ready(new Uri(app.Urls.Single()).Authority);
        await ParentLink.AnswerAsync(_ =>
        {
            meter.RecordObservableInstruments();
            return Task.FromResult(new BodyServiceCounts(GC.GetTotalAllocatedBytes(), dropped));
        });
        await app.StopAsync();
    }

    /// <summary>JSON of a size, as orders have it.</summary>
    public static byte[] Body(int size)
    {
        const string Begin = """{"lines":[""";
        const string End = """{"note":""}]}""";
        var text = new StringBuilder(Begin);
        for (int line = 0; size - text.Length - End.Length >= 64; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{"sku":"K-{{line:0000}}","count":{{line % 7}},"price":12.90},""");
        }

        text.Append(End).Insert(text.Length - 4, new string('x', size - text.Length));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static MeterListener Listen() => new()
    {
        InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "infernosim.recorder.dropped")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        },
    };
}
