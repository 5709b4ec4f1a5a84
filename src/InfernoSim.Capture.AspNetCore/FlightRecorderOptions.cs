using System.ComponentModel.DataAnnotations;
using InfernoSim.Policies;
using InfernoSim.Recording;

namespace InfernoSim.Capture.AspNetCore;

/// <summary>How a service records itself, and when it freezes what it has recorded into an incident.</summary>
public sealed class FlightRecorderOptions
{
    // Less would not pay for finding out how much it is.
    internal const double LeastMaxCpu = 0.001;

    /// <summary>Whether the service is recorded. The environment variable <c>INFERNOSIM_RECORDER=off</c> turns it off as well.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The folder that incidents are written into, each as a folder of its own; made when there is the first.</summary>
    /// <value>The default is <c>incidents</c>, in the working directory.</value>
    [Required]
    public string Folder { get; set; } = "incidents";

    /// <summary>How long an exchange is kept in memory after its end.</summary>
    /// <value>The default is 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many bytes the recording may take: what is kept, and bodies that are passing. Where it is full, the oldest exchanges go.</summary>
    /// <value>The default is 64 MiB.</value>
    [Range(64 * 1024, long.MaxValue)]
    public long MaxMemory { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many bytes of disk the recording may take beside the memory, so that it reaches further back: the oldest exchanges go there when half of the
    /// memory is taken. They are in files without a name in <see cref="Folder"/>, which are gone with the process, and hold what an incident would.
    /// </summary>
    /// <value>The default is 0: none.</value>
    [Range(0, long.MaxValue)]
    public long MaxDisk { get; set; }

    /// <summary>How many bytes of each body are kept; of a longer one these, its size and its hash.</summary>
    /// <value>The default is 1 MiB.</value>
    [Range(0, int.MaxValue)]
    public int MaxBody { get; set; } = RecorderOptions.DefaultMaxBodyBytes;

    /// <summary>
    /// Which share of the processors recording may take while none of them is idle. Whole exchanges beyond it are left out and counted, those that only read first; what triggers
    /// look at they see all the same. As long as a processor is idle, and in bursts, all is recorded.
    /// </summary>
    /// <value>The default is 0.02: 2 of 100. With 1 there is no limit.</value>
    [Range(LeastMaxCpu, 1.0)]
    public double MaxCpu { get; set; } = 0.02;

    /// <summary>Which exchanges are recorded, by the route of their request: of health checks and of what comes often, a part is enough.</summary>
    /// <value>All, until a rule is added.</value>
    public SamplingRules Sampling { get; } = new();

    /// <summary>
    /// Whether the statements that the service sends to its databases through Entity Framework Core are recorded, with what comes back: a
    /// replay then answers them, and needs no database.
    /// </summary>
    /// <value>The default is <see langword="false"/>: rows of a database are data of its users, and are written down when that is asked for.</value>
    public bool RecordSql { get; set; }

    /// <summary>Whether secrets are recorded as they are: credentials, and what looks like a secret in targets, headers, bodies and statements.</summary>
    /// <value>
    /// The default is <see langword="false"/>: they are replaced, credentials in headers by marks such as <c>[REDACTED:7f3a09c1b2d4]</c> and
    /// all else by tokens such as <c>tok_A13285d80329339adc65</c>, equal ones by equal ones.
    /// </value>
    public bool CaptureSensitiveData { get; set; }

    /// <summary>What becomes of values at certain places: they are kept, replaced by tokens, redacted or dropped.</summary>
    /// <value>The default is <see cref="PrivacyPolicy.None"/>.</value>
    public PrivacyPolicy Privacy { get; set; } = PrivacyPolicy.None;

    /// <summary>What <c>incident.json</c> says of where it was recorded.</summary>
    /// <value>The default is <see langword="null"/>: the name of the host's environment, such as <c>Production</c>.</value>
    public string? Env { get; set; }

    /// <summary>How much of the time before a trigger belongs to its incident.</summary>
    /// <value>The default is <see langword="null"/>: all that is kept.</value>
    public TimeSpan? Before { get; set; }

    /// <summary>How much of the time after a trigger belongs to its incident: exchanges that are open at the trigger can end.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan After { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after a trigger another one makes no incident. What is asked for by a person is not held back.</summary>
    /// <value>The default is 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan MinimumDistance { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many incidents are kept in <see cref="Folder"/>; with one more, the oldest that a recorder has frozen is deleted.</summary>
    /// <value>The default is 10.</value>
    [Range(1, int.MaxValue)]
    public int MaxIncidents { get; set; } = 10;

    /// <summary>What freezes the recording by itself.</summary>
    /// <value>Nothing, until something is added.</value>
    public FreezeTriggers FreezeWhen { get; } = new();

    /// <summary>
    /// Whoever sends it as <c>Authorization: Bearer KEY</c> with <c>POST /.infernosim/freeze</c> freezes the recording. Take it from the
    /// environment or a secret store.
    /// </summary>
    /// <value>The default is <see langword="null"/>: there is no such endpoint.</value>
    [MinLength(16)]
    public string? FreezeKey { get; set; }

    /// <summary>A file whose appearance freezes the recording, looked for every second; it is deleted, and its first line is the reason.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public string? FreezeFile { get; set; }

    /// <summary>Whether the recording is frozen when the service stops.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool FreezeOnStop { get; set; }
}
