using System.Diagnostics;
using InfernoSim.Incidents;

namespace InfernoSim.Capture.Tests.Wire;

/// <summary>
/// A log that takes nothing until it is told to: a pipe that nobody reads, which the operating system lets a writer fill
/// and then makes it wait.
/// </summary>
internal sealed class BlockedLog : IAsyncDisposable
{
    /// <summary>More than any pipe takes by default.</summary>
    public const int MoreThanItTakes = 1024 * 1024;

    private readonly TestFolder _folder = new();
    private readonly FileStream _reader;
    private Task<string>? _content;

    /// <param name="patience">How long a write may take; for ever when omitted.</param>
    public BlockedLog(TimeSpan? patience = null)
    {
        string path = _folder.File("pipe.log");
        using (Process make = Process.Start("mkfifo", [path]))
        {
            make.WaitForExit();
        }

        // A pipe cannot be opened at one end alone; this handle is both until both are there.
        using var both = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        Writer = IncidentLogWriter.Open(path, append: false, patience ?? Timeout.InfiniteTimeSpan, TimeProvider.System);
    }

    public IncidentLogWriter Writer { get; }

    /// <summary>Waits until a text is being written. If more than it takes comes with it, the writer hangs.</summary>
    public Task WaitForAsync(string text) => Task.Run(() => ReadUntil(text)).WaitAsync(Patience.Limit);

    /// <summary>Lets the writer go on.</summary>
    public void Unblock() => _content ??= Task.Run(() => new StreamReader(_reader).ReadToEnd());

    /// <summary>Everything that was written, but for what was taken by waiting, once the writer is done.</summary>
    public async Task<string> ContentAsync()
    {
        Unblock();
        await Writer.DisposeAsync();
        return await _content!.WaitAsync(Patience.Limit);
    }

    public async ValueTask DisposeAsync()
    {
        await ContentAsync();
        await _reader.DisposeAsync();
        _folder.Dispose();
    }

    private void ReadUntil(string text)
    {
        for (int matched = 0; matched < text.Length;)
        {
            int read = _reader.ReadByte();
            matched = read == text[matched] ? matched + 1 : read == text[0] ? 1 : 0;
        }
    }
}
