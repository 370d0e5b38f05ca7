-- Each service owns its database; neither role can read the other's.
\getenv orders_password VRAC_ORDERS_DATABASE_PASSWORD
\getenv supply_password VRAC_SUPPLY_DATABASE_PASSWORD
CREATE ROLE vrac_orders LOGIN PASSWORD :'orders_password';
CREATE ROLE vrac_supply LOGIN PASSWORD :'supply_password';
CREATE DATABASE vrac_orders OWNER vrac_orders;
CREATE DATABASE vrac_supply OWNER vrac_supply;
REVOKE CONNECT ON DATABASE vrac_orders, vrac_supply FROM PUBLIC;
