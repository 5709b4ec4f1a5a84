using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace InfernoSim.Sql.Tests.Service;

/// <summary>Has each command name the request that it is sent for, by the sqlcommenter convention.</summary>
/// <param name="context">The request.</param>
internal sealed class TraceComments(IHttpContextAccessor context) : DbCommandInterceptor
{
    /// <inheritdoc/>
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);

        // First, since the driver drops what follows the last semicolon.
#pragma warning disable CA2100 // The replay sends it.
        command.CommandText = $"/*traceparent='{context.HttpContext?.Request.Headers.TraceParent}'*/ {command.CommandText}";
#pragma warning restore CA2100
        return ValueTask.FromResult(result);
    }
}
