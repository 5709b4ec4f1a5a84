using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Http.Json;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Capture.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>What a process has done since it began.</summary>
/// <param name="Allocated">Bytes that it allocated.</param>
/// <param name="Dropped">Exchanges that its flight recorder had no room for.</param>
/// <param name="CpuLimited">Exchanges that its flight recorder left out since all processors were in use.</param>
internal sealed record BodyServiceCounts(long Allocated, long Dropped, long CpuLimited);

/// <summary>A service that is sent orders and answers with bodies of the same size, with the flight recorder or without.</summary>
internal static class BodyService
{
    /// <summary>The command that has the flight recorder write an incident.</summary>
    public const string Freeze = "freeze";

    /// <summary>What a flight recorder without a limit may take of the processors.</summary>
    public const double Unlimited = 1;

    private const string Dropped = "infernosim.recorder.dropped";
    private const string CpuLimited = "infernosim.recorder.cpu_limited";

    /// <summary>The arguments of the role.</summary>
    /// <param name="work">What it does for a request.</param>
    /// <param name="bytes">The size of a body.</param>
    /// <param name="maxCpu">What its flight recorder may take of the processors; <see langword="null"/> for the default.</param>
    /// <param name="folder">Where the flight recorder would put an incident; <see langword="null"/> for a service without one.</param>
    /// <param name="needs">What the work needs: nothing, the authority of a dependency, or what a <see cref="ShopService"/> is made of.</param>
    public static string[] Arguments(BodyWork work, int bytes, double? maxCpu, string? folder, params string[] needs) =>
        [work.ToString(), Text.Of(bytes), maxCpu is { } share ? Text.Of(share) : "", folder ?? "", .. needs];

    /// <summary>The role.</summary>
    public static async Task RunAsync(string[] arguments)
    {
        BodyWork work = Enum.Parse<BodyWork>(arguments[0]);
        byte[] body = Order.Json(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        string folder = arguments[3];
        using ShopService? shop = work == BodyWork.Shop ? new ShopService(arguments[4], arguments[5], arguments[6]) : null;
        await using WebApplication app = LocalServer.Create(services =>
        {
            shop?.Add(services);
            if (work == BodyWork.Call)
            {
                services.AddHttpClient("prices", client => client.BaseAddress = new Uri($"http://{arguments[4]}/"));
            }

            if (folder.Length > 0)
            {
                services.AddFlightRecorder(options =>
                {
                    (options.Folder, options.RecordSql) = (folder, work == BodyWork.Shop);
                    options.MaxCpu = arguments[2].Length > 0 ? double.Parse(arguments[2], CultureInfo.InvariantCulture) : options.MaxCpu;
                });
            }
        });
        await MapAsync(app, work, shop, body);

        using MeterListener meter = Listen();
        var counts = new Dictionary<string, long> { [Dropped] = 0, [CpuLimited] = 0 };
        meter.SetMeasurementEventCallback<long>((instrument, value, _, _) => counts[instrument.Name] = value);
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
            return new BodyServiceCounts(GC.GetTotalAllocatedBytes(), counts[Dropped], counts[CpuLimited]);
        });
        await app.StopAsync();
    }

    private static async Task MapAsync(WebApplication app, BodyWork work, ShopService? shop, byte[] body)
    {
        if (shop is not null)
        {
            await shop.MapAsync(app, body);
        }
        else if (work == BodyWork.Call)
        {
            app.MapPost("/orders", AnswerAsync);
        }
        else
        {
            app.Run(context => PassAsync(context, body));
        }
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
        return order.At(price!);
    }

    private static MeterListener Listen() => new()
    {
        InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is Dropped or CpuLimited)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        },
    };
}
