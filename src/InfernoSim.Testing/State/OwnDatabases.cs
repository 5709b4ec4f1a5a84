using System.Data.Common;

namespace InfernoSim.Testing.State;

/// <summary>
/// The SQLite databases of one service in this process: files of its own in place of those that its connection strings
/// name, whatever their path, so that services side by side do not meet in one file.
/// </summary>
/// <remarks>
/// A service that makes its tables when it starts (<c>EnsureCreated</c>, <c>Migrate</c>) begins with an empty file: what
/// earlier runs of it have left in its own is not part of the incident. One that expects them gets a copy of its own file.
/// </remarks>
/// <param name="context">Whose they are; its folder holds the files.</param>
/// <param name="beginsWithCopies">Whether files are copied before the service starts.</param>
internal sealed class OwnDatabases(ReplayContext context, bool beginsWithCopies = false) : IDisposable
{
    private static readonly AsyncLocal<OwnDatabases?> Ambient = new();

    private readonly bool _beginsWithCopies = beginsWithCopies;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Type> _opened = new(StringComparer.Ordinal);
    private bool _hasStarted;

    /// <summary>Those of the service that the running code belongs to.</summary>
    public static OwnDatabases? Current => Ambient.Value;

    /// <summary>Whether there is a file of the service's that it could have been given a copy of at its start.</summary>
    public bool CouldCopy => !_beginsWithCopies && _files.Keys.Any(File.Exists);

    /// <summary>Makes all that the caller goes on to do, or start, part of the service.</summary>
    public void Enter() => Ambient.Value = this;

    /// <summary>The service has started: what it has made no tables in by now is a copy of its own file.</summary>
    public void Started()
    {
        lock (_lock)
        {
            _hasStarted = true;
            foreach ((string file, string own) in _files)
            {
                if (!File.Exists(own) || new FileInfo(own).Length == 0)
                {
                    Copy(file, own);
                }
            }
        }
    }

    /// <summary>A connection is about to be opened: leads it to a file of the service's own.</summary>
    public void Lead(DbConnection connection)
    {
        if (SqliteAddress.Read(connection.ConnectionString) is not { } address)
        {
            return;
        }

        if (address.IsSharedMemory && !address.Source.EndsWith(MemoryMark, StringComparison.Ordinal))
        {
            connection.ConnectionString = address.With(address.Source + MemoryMark);
        }
        else if (address.File is { } file && !file.StartsWith(context.Folder, StringComparison.Ordinal))
        {
            string own = address.With(OwnOf(file));
            connection.ConnectionString = own;
            lock (_lock)
            {
                _opened[own] = connection.GetType();
            }
        }
    }

    /// <summary>Closes the connections that are kept open for later use.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach ((string own, Type type) in _opened)
            {
                using var connection = (DbConnection)Activator.CreateInstance(type, own)!;
                type.GetMethod("ClearPool", [type])?.Invoke(null, [connection]);
            }
        }
    }

    private string MemoryMark => $"-{Path.GetFileName(context.Folder)}";

    private string OwnOf(string file)
    {
        lock (_lock)
        {
            if (!_files.TryGetValue(file, out string? own))
            {
                string folder = Path.Combine(context.Folder, $"sqlite{_files.Count}");
                Directory.CreateDirectory(folder);
                own = _files[file] = Path.Combine(folder, Path.GetFileName(file));
                if (_hasStarted || _beginsWithCopies)
                {
                    Copy(file, own);
                }
            }

            return own;
        }
    }

    // With the log of what is not in the file yet.
    private static void Copy(string file, string own)
    {
        foreach (string part in (string[])["", "-wal"])
        {
            if (File.Exists(file + part))
            {
                File.Copy(file + part, own + part, overwrite: true);
            }
        }
    }
}
