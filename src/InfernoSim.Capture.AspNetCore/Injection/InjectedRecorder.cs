using System.Globalization;
using InfernoSim.Capture.AspNetCore.Sampling;
using InfernoSim.Policies;
using Microsoft.AspNetCore.Hosting;

[assembly: HostingStartup(typeof(InfernoSim.Capture.AspNetCore.Injection.InjectedRecorder))]

namespace InfernoSim.Capture.AspNetCore.Injection;

/// <summary>Adds the recorder to a service that knows nothing of it, as the environment says.</summary>
internal sealed class InjectedRecorder : IHostingStartup
{
    /// <summary>The folder for incidents; without it nothing is recorded.</summary>
    public const string Folder = "INFERNOSIM_RECORDER_FOLDER";

    /// <summary>How long exchanges are kept, in seconds.</summary>
    public const string Keep = "INFERNOSIM_RECORDER_KEEP";

    /// <summary>How much memory the recording may take, in bytes.</summary>
    public const string MaxMemory = "INFERNOSIM_RECORDER_MAX_MEMORY";

    /// <summary>How much disk the recording may take, in bytes.</summary>
    public const string MaxDisk = "INFERNOSIM_RECORDER_MAX_DISK";

    /// <summary>How much of a body is kept, in bytes.</summary>
    public const string MaxBody = "INFERNOSIM_RECORDER_MAX_BODY";

    /// <summary>Which share of the processors recording may take while none is idle, such as 0.02.</summary>
    public const string MaxCpu = "INFERNOSIM_RECORDER_MAX_CPU";

    /// <summary>How much is recorded, a rule on each line.</summary>
    public const string Sample = "INFERNOSIM_RECORDER_SAMPLE";

    /// <summary>Whether SQL is recorded: 1.</summary>
    public const string Sql = "INFERNOSIM_RECORDER_SQL";

    /// <summary>Whether credentials are recorded as they are: 1.</summary>
    public const string Sensitive = "INFERNOSIM_RECORDER_SENSITIVE";

    /// <summary>What becomes of values at certain places, a rule on each line.</summary>
    public const string Privacy = "INFERNOSIM_RECORDER_PRIVACY";

    /// <summary>A file with descriptors, by which those rules name fields in messages of gRPC.</summary>
    public const string Descriptors = "INFERNOSIM_RECORDER_DESCRIPTORS";

    /// <inheritdoc/>
    public void Configure(IWebHostBuilder builder)
    {
        if (Read(Folder) is { } folder)
        {
            builder.ConfigureServices(services => services.AddFlightRecorder(options => Set(options, folder)));
        }
    }

    private static void Set(FlightRecorderOptions options, string folder)
    {
        options.Folder = folder;
        options.FreezeOnStop = true;
        options.Keep = Number(Keep) is { } seconds ? TimeSpan.FromSeconds(seconds) : options.Keep;
        options.MaxMemory = Number(MaxMemory) ?? options.MaxMemory;
        options.MaxDisk = Number(MaxDisk) ?? options.MaxDisk;
        options.MaxBody = (int)(Number(MaxBody) ?? options.MaxBody);
        options.MaxCpu = double.TryParse(Read(MaxCpu), CultureInfo.InvariantCulture, out double share) ? share : options.MaxCpu;
        Array.ForEach(Read(Sample)?.Split('\n') ?? [], rule => SamplingText.Parse(rule).AddTo(options.Sampling));
        options.RecordSql |= Read(Sql) is not null;
        options.Privacy = Read(Privacy) is { } rules ? options.Privacy.With(PrivacyPolicy.Parse(rules.Split('\n'))) : options.Privacy;
        options.Privacy = Read(Descriptors) is { } descriptors ? options.Privacy.WithDescriptors(descriptors) : options.Privacy;
        options.CaptureSensitiveData |= Read(Sensitive) is not null;
    }

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static long? Number(string name) => long.TryParse(Read(name), CultureInfo.InvariantCulture, out long number) ? number : null;
}
