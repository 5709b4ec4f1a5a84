using InfernoSim.Matching;
using InfernoSim.Recording;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>What is done with the statements of a service.</summary>
internal abstract class SqlMode;

/// <summary>They go to the database, and nobody looks at them.</summary>
internal sealed class PassMode : SqlMode;

/// <summary>They go to the database, and are recorded with what comes back.</summary>
/// <param name="recording">How.</param>
internal sealed class RecordMode(SqlRecording recording) : SqlMode
{
    /// <summary>Records them.</summary>
    public SqlRecorder Recorder => recording.Recorder;

    /// <summary>The exchange that the running code belongs to.</summary>
    public string? Exchange => recording.Exchange();

    /// <summary>Whether the running code's statements are not recorded.</summary>
    public bool IsLeftOut => recording.IsLeftOut?.Invoke() == true;

    /// <summary>Says what cannot be recorded.</summary>
    public void Report(string what) => recording.Report(what);
}

/// <summary>They are answered from an incident; the database is not asked.</summary>
/// <param name="responder">Answers them.</param>
/// <param name="exchange">The exchange that the running code belongs to, as the replay names it; <see langword="null"/> for code that belongs to none.</param>
internal sealed class AnswerMode(IDependencyResponder responder, Func<string?> exchange) : SqlMode
{
    /// <summary>Answers them.</summary>
    public IDependencyResponder Responder => responder;

    /// <summary>The exchange that the running code belongs to.</summary>
    public string? Exchange => exchange();
}
