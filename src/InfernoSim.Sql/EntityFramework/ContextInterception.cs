using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace InfernoSim.Sql.EntityFramework;

/// <summary>
/// Puts interceptors into every context that the service registers: the container makes one of these for each, whatever its type and wherever
/// it is registered.
/// </summary>
/// <typeparam name="TContext">The context.</typeparam>
/// <param name="mode">Whether statements are recorded or answered.</param>
internal sealed class ContextInterception<TContext>(SqlMode mode) : IDbContextOptionsConfiguration<TContext>
    where TContext : DbContext
{
    private readonly string _database = DatabaseName.Of(typeof(TContext));
    private IInterceptor[]? _recording;

    /// <inheritdoc/>
    public void Configure(IServiceProvider serviceProvider, DbContextOptionsBuilder optionsBuilder)
    {
        switch (mode)
        {
            case RecordMode recording:
                // A context is made for each request.
                optionsBuilder.AddInterceptors(_recording ??= [new RecordingCommands(recording, _database), new RecordingTransactions(recording, _database)]);
                break;
            case AnswerMode answering:
                var answers = new StatementAnswers(answering, _database);
                optionsBuilder.AddInterceptors(new AnsweringConnections(answers), new AnsweringCommands(answers), new AnsweringTransactions(answers));
                ReplaceSchemaWork(optionsBuilder);
                break;
        }
    }

    // Tables are not made in a replay: there is no database to make them in.
    private static void ReplaceSchemaWork(DbContextOptionsBuilder options)
    {
        if (options.Options.Extensions.OfType<RelationalOptionsExtension>().Any())
        {
            options.ReplaceService<IRelationalDatabaseCreator, MadeDatabase>();
            options.ReplaceService<IMigrator, NoMigrations>();
        }
    }
}
