namespace InfernoSim.Testing;

/// <summary>A folder for temporary files that exists once somebody asks for it. Thread-safe.</summary>
internal sealed class OwnFolder
{
    private readonly Lock _lock = new();
    private string? _path;

    /// <summary>The folder, which exists.</summary>
    public string Path
    {
        get
        {
            lock (_lock)
            {
                return _path ??= Directory.CreateTempSubdirectory("infernosim-").FullName;
            }
        }
    }

    /// <summary>Deletes the folder and what is in it. What is still open on Windows stays for the system to clear away.</summary>
    public void Delete()
    {
        lock (_lock)
        {
            try
            {
                if (_path is not null)
                {
                    Directory.Delete(_path, recursive: true);
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A file of it is in use, or the service has deleted it itself.
            }

            _path = null;
        }
    }
}
