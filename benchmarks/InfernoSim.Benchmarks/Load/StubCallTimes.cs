using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using HdrHistogram;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Recordings;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Stub;
using InfernoSim.Verdicts;

namespace InfernoSim.Benchmarks.Load;

/// <summary>
/// How long the stub takes to answer a call during a replay, over a socket: the service under test is a handler that makes
/// the recorded calls of each exchange, one after the other over one connection, and times them.
/// </summary>
internal static class StubCallTimes
{
    // Enough calls for a steady figure; an incident of fewer is replayed several times.
    private const int LeastCalls = 20_000;

    /// <summary>The role: a command is <c>CALLS owned</c> or <c>CALLS unowned</c>.</summary>
    public static async Task RunAsync()
    {
        var incidents = new Dictionary<string, Incident>();
        ParentLink.Ready();
        await ParentLink.AnswerAsync(async command =>
        {
            string[] words = command.Split(' ');
            int calls = int.Parse(words[0], CultureInfo.InvariantCulture);
            bool isOwned = words[1] == "owned";
            if (!incidents.TryGetValue(command, out Incident? incident))
            {
                incidents.Add(command, incident = CallIncident.Of(calls, isOwned));
            }

            return await MeasureAsync(incident, Math.Max(1, LeastCalls / calls), isOwned);
        });
    }

    private static async Task<double[]> MeasureAsync(Incident incident, int runs, bool isOwned)
    {
        var options = new ReplayOptions { Runs = runs, TimeScale = 0, MinGap = TimeSpan.Zero, MaxWallTime = TimeSpan.Zero };
        using var service = new CallingService(isOwned);
        var engine = new ReplayEngine(ReplayPlan.Create(incident, options), service);
        await using DependencyStub stub = await DependencyStub.StartAsync(engine.Responder);
        await service.ConnectAsync(IPEndPoint.Parse(stub.Addresses[0].Authority));
        ReplaySummary summary = Verdict.Judge(await engine.RunAsync());
        return summary.ExitCode == 0
            ? [service.Nanoseconds.GetValueAtPercentile(50) / 1000.0, service.Nanoseconds.GetMean() / 1000.0]
            : throw new InvalidOperationException(summary.ToText());
    }

    private sealed class CallingService(bool isOwned) : IServiceUnderTest, IDisposable
    {
        private RawConnection? _stub;

        public LongHistogram Nanoseconds { get; } = new(1, TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerMinute, 3);

        public Uri BaseAddress { get; } = new("http://service.test");

        public async Task ConnectAsync(IPEndPoint stub) => _stub = await RawConnection.OpenAsync(stub);

        public HttpMessageHandler CreateHandler() => new Handler(this);

        public ValueTask<string?> ProbeAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

        public void Dispose() => _stub?.Dispose();

        private async Task MakeCallsAsync(int exchange, string traceId)
        {
            foreach (string target in CallIncident.TargetsOf(exchange))
            {
                byte[] call = Encoding.ASCII.GetBytes(
                    $"GET {target} HTTP/1.1\r\nHost: {CallIncident.Dependency}\r\nAccept: application/json\r\n"
                    + (isOwned ? $"{TraceContext.InfernoHeader}: {traceId}\r\n\r\n" : "\r\n"));
                long began = Stopwatch.GetTimestamp();
                await _stub!.ExchangeAsync(call);
                Nanoseconds.RecordValue((long)Stopwatch.GetElapsedTime(began).TotalNanoseconds);
            }
        }

        private sealed class Handler(CallingService service) : HttpMessageHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                int exchange = int.Parse(request.RequestUri!.Segments[^1], CultureInfo.InvariantCulture);
                await service.MakeCallsAsync(exchange, request.Headers.GetValues(TraceContext.InfernoHeader).Single());
                return new HttpResponseMessage(HttpStatusCode.NoContent);
            }
        }
    }
}
