namespace Orders.Tests;

/// <summary>A test that needs a PostgreSQL server, as a user who may create databases; it says so where there is none.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        if (Server is null)
        {
            Skip = "There is no PostgreSQL: set ORDERS_POSTGRES, for example to 'Host=localhost;Username=postgres'.";
        }
    }

    public static string? Server => Environment.GetEnvironmentVariable("ORDERS_POSTGRES");
}
