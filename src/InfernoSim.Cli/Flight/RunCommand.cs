using System.CommandLine;
using InfernoSim.Capture.AspNetCore;
using InfernoSim.Capture.AspNetCore.Sampling;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Flight;

/// <summary><c>infernosim run</c>: a service with the flight recorder in it, not rebuilt.</summary>
internal sealed class RunCommand : Command
{
    private readonly Flag<string> _record = new(
        "--record", "DIR", "The folder for incidents; each is a folder in it (required).", null, text => text);

    private readonly Flag<TimeSpan> _keep = new(
        "--keep", "DURATION", "How long an exchange is kept in memory after its end.", "5m", FlagText.Duration("--keep 5m"));

    private readonly Flag<int> _maxMemory = new(
        "--max-memory", "SIZE", "How much memory the recording may take; where it is full, the oldest exchanges go.", "64MiB", FlagText.ByteSize);

    private readonly Flag<long> _maxDisk = new(
        "--max-disk", "SIZE", "How much disk the recording may take beside the memory, in the folder for incidents; the oldest exchanges go there.", "0", FlagText.DiskSize);

    private readonly Flag<int> _maxBody = new(
        "--max-body", "SIZE", "How much of a body is kept; of a longer one the hash, the size and this much.", "1MiB", FlagText.ByteSize);

    private readonly Flag<double> _maxCpu = new(
        "--max-cpu", "SHARE", "How much of the processors recording may take while none of them is idle; what is beyond it is left out, and counted. 100% for no limit.", "2%", ReadMaxCpu);

    private readonly ListFlag<SamplingText> _sample = new(
        "--sample", "RULE", "How much of a route is recorded, for example '1% /health' or '50/s /quotes/{item}'; the first rule for a request decides, and one without a route is for any. The rest is left out, and counted. May be repeated.", SamplingText.Parse);

    private readonly Switch _sql = new(
        "--sql", "Record the SQL that the service sends through Entity Framework Core, with what comes back: rows of its database are then in the incident.");

    private readonly Switch _captureSensitiveData = PrivacyFlags.NewCaptureSensitiveData();

    private readonly PrivacyFlags _privacy = new("the folder for incidents");

    private readonly Argument<string[]> _command = new("COMMAND")
    {
        Description = "The service and its arguments, after --.",
        Arity = ArgumentArity.OneOrMore,
    };

    public RunCommand()
        : base(
            "run",
            """
            Run an ASP.NET Core service with the flight recorder in it, without a change to it. The recording is frozen into an incident when the service ends, and by infernosim freeze.
            Exit code: that of the service; 2 when it ended well and no incident could be written.
            """)
    {
        Add(_record);
        Add(_keep);
        Add(_maxMemory);
        Add(_maxDisk);
        Add(_maxBody);
        Add(_maxCpu);
        Add(_sample);
        Add(_sql);
        Add(_captureSensitiveData);
        _privacy.AddTo(this);
        Add(_command);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    /// <exception cref="CliException">A required flag is missing.</exception>
    public RunInvocation Read(ParseResult result) => new()
    {
        Folder = Path.GetFullPath(_record.In(result)),
        Keep = _keep.In(result),
        MaxMemory = _maxMemory.In(result),
        MaxDisk = _maxDisk.In(result),
        MaxBody = _maxBody.In(result),
        MaxCpu = _maxCpu.In(result),
        Sample = _sample.In(result),
        Sql = _sql.In(result),
        CaptureSensitiveData = _captureSensitiveData.In(result),
        Privacy = _privacy.In(result),
        Command = result.GetRequiredValue(_command),
    };

    private static double ReadMaxCpu(string text) => SamplingText.Share(text) is >= FlightRecorderOptions.LeastMaxCpu and { } share
        ? share
        : throw new CliException($"'{text}' is not a share from 0.1% to 100%; for example 5%");
}
