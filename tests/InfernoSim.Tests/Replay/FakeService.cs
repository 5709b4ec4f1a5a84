using System.Net;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Verdicts;

namespace InfernoSim.Tests.Replay;

/// <summary>A service under test without sockets: a function from request to response, whose calls go straight to the responder.</summary>
internal sealed class FakeService(Func<FakeRequest, Task<HttpResponseMessage>> handle) : IServiceUnderTest
{
    private int _workers;

    public Uri BaseAddress { get; } = new("http://service.test");

    public string? Unreachable { get; init; }

    public IDependencyResponder? Responder { get; private set; }

    public static ReplayOptions AsFastAsPossible { get; } = new() { Runs = 2, Fanout = 2, TimeScale = 0, MinGap = TimeSpan.Zero };

    /// <summary>Whether the replay is told that it runs in this process.</summary>
    public bool IsInProcess { get; init; }

    /// <summary>How many transports were made.</summary>
    public int Handlers => _workers;

    public void UseResponder(IDependencyResponder responder) => Responder = responder;

    public HttpMessageHandler CreateHandler() => new Handler(this, handle, _workers++);

    public ValueTask<string?> ProbeAsync(CancellationToken cancellationToken) => new(Unreachable);

    public ReplayEngine EngineFor(Incident incident, ReplayOptions options, TimeProvider? time = null)
    {
        var engine = new ReplayEngine(ReplayPlan.Create(incident, options), new SharedService(this), time, observer: null, IsInProcess);
        Responder = engine.Responder;
        return engine;
    }

    public async Task<ReplaySummary> ReplayAsync(Incident incident, ReplayOptions? options = null, TimeProvider? time = null) =>
        Verdict.Judge(await EngineFor(incident, options ?? AsFastAsPossible, time).RunAsync().WaitAsync(Patience.Limit));

    private sealed class Handler(FakeService service, Func<FakeRequest, Task<HttpResponseMessage>> handle, int worker) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            handle(new FakeRequest(service, request, worker, cancellationToken));
    }
}

/// <summary>A request as the fake service sees it.</summary>
/// <param name="Service">The service.</param>
/// <param name="Message">The request.</param>
/// <param name="Worker">Which worker's transport it came by.</param>
/// <param name="Aborted">Cancelled when the worker goes away.</param>
internal sealed record FakeRequest(FakeService Service, HttpRequestMessage Message, int Worker, CancellationToken Aborted)
{
    public string Path => Message.RequestUri!.AbsolutePath;

    public string? Header(string name) => Message.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;

    /// <summary>Calls a dependency on behalf of this request.</summary>
    public async Task<string> CallAsync(string url, string method = "GET", string body = "", bool isTraced = true)
    {
        DependencyAnswer answer = await Service.Responder!.AnswerAsync(RequestOf(url, method, body, isTraced ? Header("X-Inferno-TraceID") : null), Aborted);
        return answer.Status == 200 ? Encoding.UTF8.GetString(answer.Body.Span) : $"failed with {answer.Status}";
    }

    public static DependencyRequest RequestOf(string url, string method = "GET", string body = "", string? traceId = null)
    {
        var uri = new Uri(url);
        var headers = new List<(string, string)>();
        if (body.Length > 0)
        {
            headers.Add(("Content-Type", "application/json"));
        }

        if (traceId is not null)
        {
            headers.Add(("X-Inferno-TraceID", traceId));
        }

        return new DependencyRequest
        {
            Method = method,
            Scheme = uri.Scheme,
            Authority = uri.Authority,
            PathAndQuery = uri.PathAndQuery,
            Headers = HeaderMap.Of([.. headers]),
            Body = Encoding.UTF8.GetBytes(body),
        };
    }

    public static HttpResponseMessage Answer(string body = "{}", int status = 200)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return response;
    }
}
