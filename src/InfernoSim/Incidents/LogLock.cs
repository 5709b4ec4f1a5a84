namespace InfernoSim.Incidents;

/// <summary>
/// Says that a log has an owner. A file of its own beside the log, because on Unix .NET cannot lock the log against
/// writers without locking readers out too. The operating system lets go of it when the owner dies, however it dies.
/// </summary>
internal sealed class LogLock : IDisposable
{
    private const string Suffix = ".lock";
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;

    private readonly FileStream _file;

    private LogLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a log.</summary>
    /// <exception cref="IncidentFormatException">Another writer has it.</exception>
    public static LogLock Take(string logPath)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
        };
        try
        {
            return new LogLock(new FileStream(logPath + Suffix, OwnerOnly.Apply(options)));
        }
        catch (IOException e) when (e.HResult is WindowsSharingViolation or LinuxWouldBlock or MacWouldBlock)
        {
            throw new IncidentFormatException(logPath, 0, 0, "Another recorder is writing this log.", "Stop it first, or record to another folder.", e);
        }
    }

    /// <summary>Says that a log is being written, where it is; it is not, where nobody holds its lock.</summary>
    /// <exception cref="IncidentFormatException">Another writer has it.</exception>
    public static void ThrowIfTaken(string logPath)
    {
        // Looked for first, so that a folder that nobody records to is left as it is.
        if (File.Exists(logPath + Suffix))
        {
            Take(logPath).Dispose();
        }
    }

    public void Dispose() => _file.Dispose();
}
