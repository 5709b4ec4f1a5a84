using System.ComponentModel.DataAnnotations;
using InfernoSim.Policies;
using InfernoSim.Printing;
using InfernoSim.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Testing;

/// <summary>How an <see cref="IncidentRecorder"/> records.</summary>
public sealed record IncidentRecorderOptions
{
    /// <summary>Whether to continue a recording that is there.</summary>
    /// <value>The default is <see langword="false"/>: a folder that holds one is refused.</value>
    public bool Append { get; init; }

    /// <summary>How many bytes of each body are kept; of a longer one, these, its size and its hash are.</summary>
    /// <value>The default is 1 MiB.</value>
    [Range(0, int.MaxValue)]
    public int MaxBody { get; init; } = RecorderOptions.DefaultMaxBodyBytes;

    /// <summary>
    /// Whether the statements that the service sends to its databases through Entity Framework Core are recorded, with what comes back: a
    /// replay then answers them from <c>sql.log</c>, and needs no database.
    /// </summary>
    /// <value>The default is <see langword="false"/>: rows of a database are data of its users, and are written down when that is asked for.</value>
    public bool RecordSql { get; init; }

    /// <summary>Whether secrets are recorded as they are.</summary>
    /// <value>
    /// The default is <see langword="false"/>: credentials in headers are replaced by marks such as <c>[REDACTED:7f3a09c1b2d4]</c>, and what looks like a secret
    /// in targets, other headers, bodies and statements by tokens such as <c>tok_A13285d80329339adc65</c>, equal ones by equal ones.
    /// </value>
    public bool CaptureSensitiveData { get; init; }

    /// <summary>
    /// What becomes of values at certain places, whatever they look like: they are kept, such as a password that the service checks in a replay, replaced by tokens,
    /// redacted or dropped.
    /// </summary>
    /// <value>The default is <see cref="PrivacyPolicy.None"/>.</value>
    public PrivacyPolicy Privacy { get; init; } = PrivacyPolicy.None;

    /// <summary>What <c>incident.json</c> says of where it was recorded.</summary>
    /// <value>The default is <c>test</c>.</value>
    public string Env { get; init; } = "test";

    /// <summary>
    /// Whether the service gets databases of its own while it is recorded, as with <see cref="ReplayState.FreshPerWorker"/>: what
    /// it owns is as in a replay with fresh state, and nothing is left of it.
    /// </summary>
    /// <value>The default is <see langword="false"/>: the service has what it has.</value>
    public bool FreshState { get; init; }

    /// <summary>Told at the start what a person should know of the recording: what of bodies and credentials is stored, and that writes are replayed.</summary>
    /// <value>The default writes to standard error.</value>
#pragma warning disable RS0030 // There is no command here whose console it could be.
    public Action<string> Notice { get; init; } = static notice => Console.Error.WriteLine(VisibleText.Line(notice));
#pragma warning restore RS0030

    /// <summary>Replaces registrations of the service, for example the handlers of its clients by fakes, whose answers are then recorded.</summary>
    /// <value>The default is <see langword="null"/>: nothing.</value>
    public Action<IServiceCollection>? ConfigureServices { get; init; }
}
