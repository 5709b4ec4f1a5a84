using System.Diagnostics;
using System.Globalization;

namespace InfernoSim.Benchmarks.Harness;

/// <summary>What a process has of the machine.</summary>
internal static class ProcessUse
{
    extension(Process process)
    {
        /// <summary>Bytes of memory.</summary>
        public long MemoryNow
        {
            get
            {
                process.Refresh();
                return process.WorkingSet64;
            }
        }

        /// <summary>Files that are open, sockets among them. On Linux alone.</summary>
        public int OpenFilesNow => Directory.GetFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/fd")).Length;
    }
}
