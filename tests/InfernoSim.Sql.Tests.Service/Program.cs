using InfernoSim.Sql.Tests.Service;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);

// The names that libpq reads are for whoever gives no connection string.
string connection = builder.Configuration.GetConnectionString("Shop")
    ?? $"Host={builder.Configuration["PGHOST"]};Port={builder.Configuration["PGPORT"]};Username=postgres;Password=not-asked-for;Database=shop";
Shop.AddTo(builder.Services, connection);

WebApplication app = builder.Build();
app.MapGet("/health", () => "ok");
Shop.Map(app, builder.Configuration.GetValue<ShopVariant>("Variant"));
await app.RunAsync();
