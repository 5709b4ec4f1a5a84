namespace InfernoSim.Incidents;

/// <summary>Permissions for what may hold secrets: the owner's alone. Windows inherits them from the folder.</summary>
internal static class OwnerOnly
{
    /// <summary>What a file may be: read and written by its owner.</summary>
    public const UnixFileMode ForFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ForFolders = ForFiles | UnixFileMode.UserExecute;

    /// <summary>Makes a file that these options create the owner's alone.</summary>
    public static FileStreamOptions Apply(FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ForFiles;
        }

        return options;
    }

    /// <summary>Takes a file that is there away from group and others.</summary>
    public static void Tighten(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~ForFiles) != 0)
        {
            File.SetUnixFileMode(path, ForFiles);
        }
    }

    /// <summary>Makes a folder, the owner's alone; one that is there stays as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, ForFolders);
        }
    }
}
