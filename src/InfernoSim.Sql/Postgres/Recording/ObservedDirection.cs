using System.Buffers;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>One direction of a connection, as far as it can be understood.</summary>
/// <param name="splitter">Finds its messages.</param>
/// <param name="log">Is told where that ends.</param>
/// <param name="database">The database of the session.</param>
internal sealed class ObservedDirection(MessageSplitter splitter, StatementLog log, string database)
{
    private bool _isLost;

    /// <summary>Takes the next bytes, before they are passed on. Whatever goes wrong in here is no reason for a service to lose its database.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Take(ReadOnlySequence<byte> bytes)
    {
        if (_isLost)
        {
            return;
        }

        try
        {
            splitter.Take(bytes);
        }
#pragma warning disable CA1031 // It is said, and what is being recorded is passed on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _isLost = true;
            log.AddNotRecorded(database, $"the rest of a connection, because {e.Message}");
        }
    }
}
