using System.Data.Common;

namespace InfernoSim.Testing.State;

/// <summary>Where a connection string of SQLite leads.</summary>
internal sealed class SqliteAddress
{
    private static readonly string[] SourceKeys = ["Data Source", "DataSource", "Filename"];

    private readonly DbConnectionStringBuilder _parts;
    private readonly string _key;

    private SqliteAddress(DbConnectionStringBuilder parts, string key, string source)
    {
        _parts = parts;
        _key = key;
        Source = source;
    }

    /// <summary>The file or the name.</summary>
    public string Source { get; }

    /// <summary>Whether it names a database in memory that several connections share.</summary>
    public bool IsSharedMemory => Is("Mode", "Memory") && Is("Cache", "Shared");

    /// <summary>The file as an absolute path; <see langword="null"/> when it is no file, or one that SQLite reads a URI for.</summary>
    public string? File => Source.Length == 0 || Source == ":memory:" || Is("Mode", "Memory") || Source.StartsWith("file:", StringComparison.Ordinal) ? null : Path.GetFullPath(Expand(Source));

    /// <summary>Reads a connection string.</summary>
    /// <returns><see langword="null"/> when it has no data source.</returns>
    public static SqliteAddress? Read(string connectionString)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        foreach (string key in SourceKeys)
        {
            if (parts.TryGetValue(key, out object? source))
            {
                return new SqliteAddress(parts, key, $"{source}");
            }
        }

        return null;
    }

    /// <summary>The same connection string with another data source.</summary>
    public string With(string source)
    {
        _parts[_key] = source;
        return _parts.ConnectionString;
    }

    private bool Is(string key, string value) => _parts.TryGetValue(key, out object? is_) && string.Equals($"{is_}", value, StringComparison.OrdinalIgnoreCase);

    // As Microsoft.Data.Sqlite does.
    private static string Expand(string source)
    {
        const string Macro = "|DataDirectory|";
        string? folder = AppDomain.CurrentDomain.GetData("DataDirectory") as string;
        return source.StartsWith(Macro, StringComparison.OrdinalIgnoreCase)
            ? Path.Combine(folder ?? AppContext.BaseDirectory, source[Macro.Length..].TrimStart('/', '\\'))
            : folder is not null && !Path.IsPathRooted(source) ? Path.Combine(folder, source) : source;
    }
}
