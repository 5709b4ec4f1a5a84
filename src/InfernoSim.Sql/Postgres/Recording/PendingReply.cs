using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Statements;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>A message of the client that the server has still to answer. Answers come in the order of the messages.</summary>
/// <param name="Type">The type of the message.</param>
internal sealed record PendingReply(byte Type)
{
    /// <summary>What a Query or an Execute runs.</summary>
    public StatementInProgress? Statement { get; init; }

    /// <summary>What a Parse prepares, or a Describe asks about.</summary>
    public PreparedStatement? Prepared { get; init; }

    /// <summary>What a Bind fills, an Execute runs, or a Describe asks about.</summary>
    public Portal? Portal { get; init; }

    /// <summary>The statement that declared the cursor that a Describe asks about.</summary>
    public string? Declaration { get; init; }

    /// <summary>The name that a Parse gives.</summary>
    public string Name { get; init; } = "";

    /// <summary>What had that name before.</summary>
    public PreparedStatement? Replaced { get; init; }

    /// <summary>Whether ReadyForQuery answers it.</summary>
    public bool EndsWithReady => Type is FrontendMessage.Query or FrontendMessage.Sync or FrontendMessage.FunctionCall;
}
