using InfernoSim.Recording;

namespace InfernoSim.Sql;

/// <summary>How the statements of a service are recorded.</summary>
/// <param name="Recorder">Records them.</param>
/// <param name="Exchange">The exchange that the running code belongs to; <see langword="null"/> for code that belongs to none.</param>
/// <param name="Report">Told what cannot be recorded.</param>
/// <param name="IsLeftOut">Whether the running code's statements are not to be recorded; <see langword="null"/> where all are.</param>
internal sealed record SqlRecording(SqlRecorder Recorder, Func<string?> Exchange, Action<string> Report, Func<bool>? IsLeftOut = null);
