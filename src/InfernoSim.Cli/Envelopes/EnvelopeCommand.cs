using System.CommandLine;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Faults;
using InfernoSim.Load;
using InfernoSim.Load.Envelope;
using InfernoSim.Matching;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Envelopes;

/// <summary><c>infernosim envelope INCIDENT</c>: its flags, and how they become an <see cref="EnvelopeInvocation"/>.</summary>
internal sealed class EnvelopeCommand : Command
{
    private readonly Argument<string> _incident = new("INCIDENT")
    {
        Description = "The incident folder, as capture wrote it. It is only read.",
    };

    private readonly Flag<Uri> _targetBase = ServiceFlags.TargetBase();

    private readonly Flag<ServiceLevel> _slo = new(
        "--slo", "LIMITS", "What has to hold: upper limits of p50, p90, p95, p99, p99.9, max, mean and errors, separated by commas.", "p99<250ms,errors<0.1%", ServiceLevel.Parse);

    private readonly Flag<double> _atLeast = new(
        "--at-least", "RATE", "The rate that the service has to sustain, for example '120 req/s'; with less the exit code is 1.", null, RateText.Parse);

    private readonly Flag<TimeSpan> _budget = new(
        "--budget", "DURATION", "How long the whole search may take, 10s or more.", "60s", FlagText.Duration("--budget 60s"));

    private readonly Flag<ArrivalUnit> _arrival = new(
        "--arrival", "UNIT", "What an arrival is: exchange, session (the whole incident in causal order), or auto: exchange where all requests are safe and no response sets a cookie.", "auto", ReadArrival);

    private readonly Switch _randomArrivals = new(
        "--random-arrivals", "Let arrivals come at random (Poisson, by the seed) in place of equal intervals.");

    private readonly Switch _fanout = new(
        "--fanout", "Search the greatest number of workers as well.", onByDefault: true);

    private readonly Switch _tolerance = new(
        "--tolerance", "Search the tolerated latency of dependencies as well.", onByDefault: true);

    private readonly ListFlag<string> _dependency = new(
        "--dependency", "HOST", "Search the tolerated latency of this dependency only, not of all; may be repeated.", ReadDependency);

    private readonly Flag<int> _maxEvents = new(
        "--max-events", "N", "Send only the first N recorded requests; 0 for all.", "0", FlagText.WholeNumber(0, int.MaxValue, "--max-events 100"));

    private readonly ListFlag<Fault> _inject = new(
        "--inject", "RULE", "A fault in dependency calls during the whole search, for example 'dep=payments.test latency=+50ms'; may be repeated.", Fault.Parse);

    private readonly Flag<string?> _config = ServiceFlags.Config();

    private readonly ListFlag<KeyValuePair<string, string>> _header;

    private readonly TrustFlags _trust = new("the service");

    private readonly DependencyFlags _dependencies = new(isForCaptured: false);

    private readonly Flag<ulong> _seed = new("--seed", "N", "The seed of everything random.", "0", FlagText.Seed);

    private readonly Switch _safeMode = new(
        "--safe-mode", "Leave requests out that may change state (all but GET, HEAD, OPTIONS and TRACE).");

    private readonly Switch _json = new("--json", "Print the summary as JSON on standard output, and nothing else there.");

    /// <param name="environment">Looks up an environment variable.</param>
    public EnvelopeCommand(Func<string, string?> environment)
        : base(
            "envelope",
            """
            Search how much load a service sustains within an objective, its dependencies answered from the recording: the highest
            rate, the greatest fan-out, the latency of dependencies that it tolerates. Arrivals never wait for the service.
            Exit code 0: the objective held. 1: it did not. 2: it could not be judged.
            """)
    {
        _header = ServiceFlags.Header(environment);
        Add(_incident);
        foreach (Option option in (Option[])[
            _targetBase, .. _trust.All, _slo, _atLeast, _budget, _arrival, _randomArrivals, _fanout, _tolerance, _dependency, _maxEvents, _inject, _header, _config, .. _dependencies.All, _seed, _safeMode, _json])
        {
            Add(option);
        }
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    public EnvelopeInvocation Read(ParseResult result) => new()
    {
        Incident = result.GetRequiredValue(_incident),
        TargetBase = _targetBase.In(result),
        Trust = _trust.In(result),
        Servers = _dependencies.In(result),
        ServiceLevel = _slo.In(result),
        AtLeast = _atLeast.WasGiven(result) ? _atLeast.In(result) : null,
        Budget = _budget.In(result),
        Arrival = _arrival.In(result),
        RandomArrivals = _randomArrivals.In(result),
        SearchFanout = _fanout.In(result),
        SearchDependencies = _tolerance.In(result),
        Dependencies = _dependency.In(result),
        Json = _json.In(result),
        Config = _config.InOr(result, null),
        Given = Flags.Given(result,
        [
            (nameof(ReplayOptions.MaxEvents), _maxEvents),
            (nameof(ReplayOptions.Faults), _inject),
            (nameof(ReplayOptions.Headers), _header),
            (nameof(ReplayOptions.Seed), _seed),
            (nameof(ReplayOptions.AllowWrites), _safeMode),
        ]),
        Options = new ReplayOptions
        {
            MaxEvents = _maxEvents.In(result),
            Faults = _inject.In(result),
            Headers = _header.In(result),
            Seed = _seed.In(result),
            AllowWrites = !_safeMode.In(result),
        },
    };

    private static ArrivalUnit ReadArrival(string text) => text switch
    {
        "auto" => ArrivalUnit.Auto,
        "exchange" => ArrivalUnit.Exchange,
        "session" => ArrivalUnit.Session,
        _ => throw new CliException($"'{text}' is not one of auto, exchange, session"),
    };

    private static string ReadDependency(string text) =>
        DependencyName.TryParse(text, out _) ? text : throw new CliException($"'{text}' does not name a dependency; give its host or host:port, for example payments.test");
}
