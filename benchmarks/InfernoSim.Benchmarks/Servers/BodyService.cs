using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Capture.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>What a process has done since it began.</summary>
/// <param name="Allocated">Bytes that it allocated.</param>
/// <param name="Dropped">Exchanges that its flight recorder had no room for.</param>
internal sealed record BodyServiceCounts(long Allocated, long Dropped);

/// <summary>
/// A service that is sent orders and answers with bodies of the same size, with the flight recorder or without: one that does nothing else, or one that
/// works as most do, which binds the order, asks a dependency, and writes an answer.
/// </summary>
internal static class BodyService
{
    /// <summary>The command that has the flight recorder write an incident.</summary>
    public const string Freeze = "freeze";

    /// <summary>The role.</summary>
    /// <param name="size">How many bytes.</param>
    /// <param name="folder">Where the flight recorder would put an incident; empty for a service without one.</param>
    /// <param name="dependency">The authority of the dependency; empty for a service that does nothing else.</param>
    public static async Task RunAsync(string size, string folder, string dependency)
    {
        byte[] body = Body(int.Parse(size, CultureInfo.InvariantCulture));
        await using WebApplication app = LocalServer.Create(services =>
        {
            services.AddHttpClient("prices", client => client.BaseAddress = new Uri($"http://{(dependency.Length > 0 ? dependency : "unused")}/"));
            if (folder.Length > 0)
            {
                services.AddFlightRecorder(options => options.Folder = folder);
            }
        });
        if (dependency.Length > 0)
        {
            app.MapPost("/orders", AnswerAsync);
        }
        else
        {
            app.Run(context => PassAsync(context, body));
        }

        using MeterListener meter = Listen();
        long dropped = 0;
        meter.SetMeasurementEventCallback<long>((_, value, _, _) => dropped = value);
        meter.Start();
        await app.StartAsync();
        ParentLink.Ready(new Uri(app.Urls.Single()).Authority);
        await ParentLink.AnswerAsync(async command =>
        {
            if (command == Freeze)
            {
                await app.Services.GetRequiredService<IFlightRecorder>().FreezeAsync("asked by the benchmark");
            }

            meter.RecordObservableInstruments();
            return new BodyServiceCounts(GC.GetTotalAllocatedBytes(), dropped);
        });
        await app.StopAsync();
    }

    private static async Task PassAsync(HttpContext context, byte[] body)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = TrivialService.ContentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    private static async Task<Order> AnswerAsync(Order order, IHttpClientFactory clients)
    {
        using HttpClient prices = clients.CreateClient("prices");
        Price? price = await prices.GetFromJsonAsync<Price>("prices/K-1");
        return order with { Lines = [.. order.Lines.Select(line => line with { Price = price!.Amount })] };
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

    private sealed record Order(IReadOnlyList<OrderLine> Lines);

    private sealed record OrderLine(string? Sku, int Count, decimal Price, string? Note);

    private sealed record Price(decimal Amount, string Currency);

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
