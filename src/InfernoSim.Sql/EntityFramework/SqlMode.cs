using InfernoSim.Matching;
using InfernoSim.Recording;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>What is done with the statements of a service.</summary>
internal abstract class SqlMode;

/// <summary>They go to the database, and nobody looks at them.</summary>
internal sealed class PassMode : SqlMode;

/// <summary>They go to the database, and are recorded with what comes back.</summary>
/// <param name="recorder">Records them.</param>
/// <param name="exchange">The exchange that the running code belongs to; <see langword="null"/> for code that belongs to none.</param>
/// <param name="report">Told what cannot be recorded.</param>
internal sealed class RecordMode(SqlRecorder recorder, Func<string?> exchange, Action<string> report) : SqlMode
{
    /// <summary>Records them.</summary>
    public SqlRecorder Recorder => recorder;

    /// <summary>The exchange that the running code belongs to.</summary>
    public string? Exchange => exchange();

    /// <summary>Says what cannot be recorded.</summary>
    public void Report(string what) => report(what);
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
