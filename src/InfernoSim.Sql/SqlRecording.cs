using InfernoSim.Recording;

namespace InfernoSim.Sql;

/// <summary>How the statements of a service are recorded.</summary>
/// <param name="Recorder">Records them.</param>
/// <param name="Exchange">The exchange that the running code belongs to; <see langword="null"/> for code that belongs to none.</param>
/// <param name="Report">Told what cannot be recorded.</param>
internal sealed record SqlRecording(SqlRecorder Recorder, Func<string?> Exchange, Action<string> Report);
