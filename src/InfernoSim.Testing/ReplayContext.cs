using InfernoSim.Replay;

namespace InfernoSim.Testing;

/// <summary>
/// Whose service this is, so that what it owns can be its own: a file, a database, a queue. A service in the test process
/// finds it among its registrations, and the same values in its configuration; a process in its environment, and as
/// <c>{run}</c>, <c>{worker}</c>, <c>{name}</c> and <c>{folder}</c> in its arguments.
/// </summary>
public sealed class ReplayContext
{
    private const string FolderVariable = "INFERNOSIM_FOLDER";

    private readonly OwnFolder _folder = new();

    internal ReplayContext(int run, int worker, string? name = null)
    {
        Run = run;
        Worker = worker;
        Name = name ?? ServiceName.Of(run, worker);
    }

    /// <summary>Which run, from 1; 0 when the service is that of all runs.</summary>
    public int Run { get; }

    /// <summary>Which worker, from 1; 0 when the service is that of all workers.</summary>
    public int Worker { get; }

    /// <summary>
    /// A short name, the same in each replay and fit for a file or a database: <c>r2w17</c>, <c>r2</c>, <c>shared</c>, or
    /// <c>recording</c> while an incident is recorded. Replays that run side by side use the same ones.
    /// </summary>
    public string Name { get; }

    /// <summary>An empty folder of its own, as an absolute path, made when first asked for and deleted with the service.</summary>
    public string Folder => _folder.Path;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The values by the names that they have in an environment.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Variables =>
    [
        new(ServiceName.RunVariable, $"{Run}"),
        new(ServiceName.WorkerVariable, $"{Worker}"),
        new(ServiceName.NameVariable, Name),
        new(FolderVariable, Folder),
    ];

    /// <summary>Puts the values into a text.</summary>
    internal string Fill(string text)
    {
        text = text.Replace("{run}", $"{Run}", StringComparison.Ordinal)
            .Replace("{worker}", $"{Worker}", StringComparison.Ordinal)
            .Replace("{name}", Name, StringComparison.Ordinal);
        return text.Contains("{folder}", StringComparison.Ordinal) ? text.Replace("{folder}", Folder, StringComparison.Ordinal) : text;
    }

    /// <summary>Deletes the folder.</summary>
    internal void Release() => _folder.Delete();
}
