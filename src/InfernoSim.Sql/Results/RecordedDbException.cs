using System.Data.Common;

namespace InfernoSim.Sql.Results;

/// <summary>An error of a database, as it was recorded, whose own exception cannot be made; or why a replay has no answer.</summary>
internal sealed class RecordedDbException(string message, int errorCode = 0, string? sqlState = null) : DbException(message, errorCode)
{
    /// <inheritdoc/>
    public override string? SqlState => sqlState;
}
